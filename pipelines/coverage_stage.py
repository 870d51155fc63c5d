"""The coverage stage: which article carries which unit's release, whichever came first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from django.db.models import Q

from pipelines.outcomes import StageOutcome
from pipelines.stage import Batch, JobStage, batch
from pipelines.stories.decisions import Carried, carried
from pipelines.stories.near_duplicates import NearDuplicates, ShingleQuery, stored
from pipelines.stories.shingles import IndexedPrint
from rasad.archive.models import Article, Coverage, Job

#: Rows that are read, compared and written together.
TOGETHER = 16


class CoverageStage(JobStage):
    """Compares articles with releases."""

    name = Job.Stage.COVERAGE

    def handle(self, leased: list[Job]) -> None:
        """Compare each row's article with those that share text."""
        parts = list(batched(leased, TOGETHER))
        while parts:
            with batch(self.name) as gathered:
                while parts and not gathered.full:
                    _together(gathered, parts.pop(0))


def _together(gathered: Batch, leased: Sequence[Job]) -> None:
    ids = [job.subject for job in leased]
    rows = Article.objects.filter(id__in=ids).values_list("id", "arrival", "first_capture")
    seen = {id_: at for id_, _, at in rows}
    own = {one.article: one for one in stored([arrival for _, arrival, _ in rows])}
    neighbours = NearDuplicates(
        (ShingleQuery(id_, one.arrival, one.fingerprint) for id_, one in own.items()), everything=True
    )
    standing = list(
        Coverage.objects.filter(Q(article__in=own) | Q(release__in=own)).select_related("release")
    )
    for job in leased:
        if job.subject not in seen:
            gathered.done(job, StageOutcome.GONE)
        elif job.subject not in own:
            gathered.done(job, StageOutcome.CARRIES_NONE)
        else:
            found = _compare(own[job.subject], seen[job.subject], neighbours, standing)
            gathered.done(job, StageOutcome.CARRIES if found else StageOutcome.CARRIES_NONE)


def _compare(
    own: IndexedPrint, seen: datetime, neighbours: NearDuplicates, standing: Sequence[Coverage]
) -> list[Carried]:
    """Make the coverage of an article, as release and as carrier, what the texts say."""
    alike = neighbours.alike(own.arrival)
    others = neighbours.known(alike, releases=not own.release) if alike else []
    found = {(one.release, one.article): one for one in carried(own, others)}
    for (release, article), one in found.items():
        values = {"containment": round(one.containment, 4), "how": one.how}
        Coverage.objects.update_or_create(
            release_id=release,
            article_id=article,
            defaults=values,
            create_defaults={**values, "at": seen},
        )
    compared = {one.article for one in others}
    gone = []
    for row in standing:
        if own.article not in (row.release_id, row.article_id) or (row.release_id, row.article_id) in found:
            continue
        other = row.release_id if row.article_id == own.article else row.article_id
        if other in compared or not row.release.release:
            gone.append(row.id)
    if gone:
        Coverage.objects.filter(id__in=gone).delete()
    return list(found.values())
