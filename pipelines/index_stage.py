"""The index stage: articles as they stand go to the search index; rows go once that is durable."""

from __future__ import annotations

from pipelines.outcomes import StageOutcome
from pipelines.stage import JobStage, batch
from rasad.archive.articles.documents import document_of
from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Job
from rasad.errors import ServiceUnavailableError
from rasad.search.engines.interface import Engine
from rasad.search.engines.poison_documents import put_isolated
from rasad.search.errors import SearchError


class IndexStage(JobStage):
    """Holds the one writer of the index."""

    name = Job.Stage.INDEX

    def __init__(self, index: Engine) -> None:
        self.index = index

    def handle(self, leased: list[Job]) -> None:
        """Put or delete; what the engine refuses or breaks down over goes to quarantine."""
        ids = list(dict.fromkeys(one.subject for one in leased))
        docs = {article.id: document_of(article) for article in whole_articles().filter(id__in=ids)}
        gone = [one for one in ids if one not in docs]
        try:
            refused = put_isolated(self.index, list(docs.values()))
            if gone:
                self.index.delete(gone)
        except SearchError as error:  # the engine's fault, whatever it is: no article's
            raise ServiceUnavailableError(f"index: {error}") from error
        with batch(self.name) as gathered:
            for one in leased:
                if one.subject in refused:
                    gathered.failed(one, "index_refused", refused[one.subject])
                else:
                    gathered.done(one, StageOutcome.INDEXED if one.subject in docs else StageOutcome.DELETED)

    def close(self) -> None:
        """Commit and let go of the writer."""
        self.index.close()
