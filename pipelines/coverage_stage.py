"""The coverage stage: which article carries which unit's release, whichever came first."""

from __future__ import annotations

from archive.models import Article, Coverage, Work
from archive.shingles import known, similar
from pipelines.outcomes import Outcome
from pipelines.stage import Batch, Stage, batches
from pipelines.stories import carried

STAGE = Work.Stage.COVERAGE


def stage() -> Stage:
    """For the loop."""
    return Stage(STAGE, handle)


def handle(works: list[Work]) -> None:
    """Compare each row's article with those that share text."""
    batches(STAGE, works, _one)


def _one(gathered: Batch, item: Work) -> None:
    row = Article.objects.filter(id=item.subject).values_list("arrival", "first_capture", "release").first()
    if row is None:
        gathered.done(item, Outcome.GONE)
        return
    arrival, at, release = row
    own = next(iter(known([arrival])), None)
    if own is None:
        gathered.done(item, Outcome.CARRIES_NONE)
        return
    others = known(similar(own.fingerprint, arrival, everything=True))
    found = carried(own, others if release else [one for one in others if one.release])
    for one in found:
        Coverage.objects.update_or_create(
            release_id=one.release,
            article_id=one.article,
            defaults={"containment": round(one.containment, 4), "how": one.how},
            create_defaults={"containment": round(one.containment, 4), "how": one.how, "at": at},
        )
    kept = {(one.release, one.article) for one in found}
    standing = Coverage.objects.filter(article_id=item.subject) | Coverage.objects.filter(
        release_id=item.subject
    )
    compared = {one.article for one in others}
    for id_, release_id, article_id in standing.values_list("id", "release_id", "article_id"):
        other = release_id if article_id == item.subject else article_id
        if (release_id, article_id) not in kept and other in compared:
            Coverage.objects.filter(id=id_).delete()
    gathered.done(item, Outcome.CARRIES if found else Outcome.CARRIES_NONE)
