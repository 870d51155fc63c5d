"""The alerts stage: every article that came in or changed is matched against every rule."""

from __future__ import annotations

from pipelines.outcomes import StageOutcome
from pipelines.stage import Batch, JobStage, batches
from rasad.archive.articles.documents import document_of
from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Article, Job
from rasad.desk.alerts.matching import ActiveRules, record
from rasad.desk.alerts.own_text import own_text
from rasad.desk.models import AlertRule
from rasad.search.match import analyse


class AlertStage(JobStage):
    """Keeps the active rules at hand."""

    name = Job.Stage.ALERTS

    def __init__(self) -> None:
        self.rules = ActiveRules()

    def handle(self, leased: list[Job]) -> None:
        """Match outside the transaction, record inside; an edit that newly matches counts too."""
        self.rules.refresh()
        articles = whole_articles().in_bulk({one.subject for one in leased})
        matched: dict[str, list[AlertRule]] = {}
        for id_, article in articles.items():
            if article.status != Article.Status.REMOVED and self.rules.rules:
                matched[id_] = self.rules.matching(analyse(own_text(document_of(article))))

        def one(gathered: Batch, item: Job) -> None:
            article = articles.get(item.subject)
            if article is None:
                gathered.done(item, StageOutcome.GONE)
                return
            rules = matched.get(item.subject, ())
            new = record(article, rules) if rules else 0
            gathered.done(item, StageOutcome.MATCHED if new else StageOutcome.NO_MATCH)

        batches(self.name, leased, one)
