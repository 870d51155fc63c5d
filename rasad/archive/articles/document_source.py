"""The archive's rows as a rebuild of the index reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasad.archive.articles.documents import document_of
from rasad.archive.articles.records import whole_articles
from rasad.archive.jobs.queues import enqueue
from rasad.archive.models import Article, Job
from rasad.search.documents import Document


class ArticleSource:
    """`rebuild.Records` over the database."""

    def revisions(self) -> dict[str, int]:
        """Id and revision of every article."""
        return dict(Article.objects.values_list("id", "revision").iterator(chunk_size=10_000))

    def docs(self, ids: Iterable[str]) -> Iterator[Document]:
        """The documents of these articles, as they stand now."""
        for article in whole_articles().filter(id__in=list(ids)):
            yield document_of(article)

    def enqueue(self, ids: Iterable[str]) -> None:
        """Leave articles to the index consumer."""
        enqueue(Job.Stage.INDEX, ids)
