"""What people say of the evaluation by hand: contradicted coverage, what is none, outcomes of a period."""

from __future__ import annotations

from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Coverage, Unit
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError
from rasad.desk.evaluation.messages import evaluator
from rasad.desk.evaluation.models import CoverageJudgement, UnitOutcome
from rasad.desk.evaluation.periods import Period

MOST_TEXT = 5000


def judge_coverage(
    actor: Actor, release: str, article: str, verdict: str, text: str = ""
) -> CoverageJudgement:
    """Say what a release's coverage in an article is. Raises `NotAllowedError`, `GoneError`,
    `InvalidValueError`.
    """
    user = evaluator(actor)
    if verdict not in CoverageJudgement.Verdict.values:
        raise InvalidValueError("verdict", "verdict_unknown", "یکی از داوری‌های فهرست را برگزینید.")
    with write_transaction():
        if not Coverage.objects.filter(release=release, article=article).exists():
            raise GoneError("coverage")
        row = CoverageJudgement.objects.create(
            release_id=release,
            article_id=article,
            verdict=verdict,
            note=text.replace("\x00", "")[:500],
            by=user,
        )
        note(actor, "coverage.judge", f"article:{article}", release=release, verdict=verdict)
    return row


def write_outcome(
    actor: Actor, unit: str, period: Period, text: str, evidence: str, version: int | None = None
) -> UnitOutcome | None:
    """Write a period's outcome; an empty text takes it away (None). `version` is the one that was read.

    Raises `NotAllowedError`, `GoneError`, `ChangedMeanwhileError`, `InvalidValueError`.
    """
    user = evaluator(actor)
    text, evidence = (one.replace("\x00", "").strip() for one in (text, evidence))
    if max(len(text), len(evidence)) > MOST_TEXT:
        raise InvalidValueError("text", "text_long", f"تا {MOST_TEXT} نویسه بنویسید.")
    if text and not evidence:
        raise InvalidValueError(
            "evidence", "evidence_missing", "بنویسید از کجا می‌دانید؛ پیامد بی گواه سنجه نیست."
        )
    with write_transaction():
        if not Unit.objects.filter(pk=unit).exists():
            raise GoneError("unit")
        rows = UnitOutcome.objects.select_for_update(of=("self",))
        row = rows.filter(unit=unit, first_day=period.first_day, last_day=period.last_day).first()
        if version is not None and version != (row.version if row else 0):
            raise ChangedMeanwhileError
        if not text:
            if row is not None:
                row.delete()
            row = None
        else:
            row = row or UnitOutcome(
                unit_id=unit, first_day=period.first_day, last_day=period.last_day, version=0
            )
            row.text, row.evidence, row.by, row.version = text, evidence, user, row.version + 1
            row.save()
        note(actor, "outcome.write", f"unit:{unit}", period=period.key, text=text[:300])
    return row
