"""The coverage stage: which article carries which unit's release, whichever came first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from django.db.models import Q

from pipelines.outcomes import StageOutcome
from pipelines.stage import Batch, Stage, batch
from pipelines.stories.decisions import Carried, carried
from pipelines.stories.near_duplicates import NearDuplicates, ShingleQuery, stored
from pipelines.stories.shingles import IndexedPrint
from rasad.archive.models import Article, Coverage, Job

STAGE = Job.Stage.COVERAGE
TOGETHER = 16


def stage() -> Stage:
    """For the loop."""
    return Stage(STAGE, handle)


def handle(works: list[Job]) -> None:
    """Compare each row's article with those that share text."""
    parts = list(batched(works, TOGETHER))
    while parts:
        with batch(STAGE) as gathered:
            while parts and not gathered.full:
                _together(gathered, parts.pop(0))


def _together(gathered: Batch, works: Sequence[Job]) -> None:
    ids = [work.subject for work in works]
    rows = Article.objects.filter(id__in=ids).values_list("id", "arrival", "first_capture")
    seen = {id_: at for id_, _, at in rows}
    own = {one.article: one for one in stored([arrival for _, arrival, _ in rows])}
    neighbours = NearDuplicates(
        (ShingleQuery(id_, one.arrival, one.fingerprint) for id_, one in own.items()), everything=True
    )
    standing = list(
        Coverage.objects.filter(Q(article__in=own) | Q(release__in=own)).select_related("release")
    )
    for work in works:
        if work.subject not in seen:
            gathered.done(work, StageOutcome.GONE)
        elif work.subject not in own:
            gathered.done(work, StageOutcome.CARRIES_NONE)
        else:
            found = _compare(own[work.subject], seen[work.subject], neighbours, standing)
            gathered.done(work, StageOutcome.CARRIES if found else StageOutcome.CARRIES_NONE)


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
