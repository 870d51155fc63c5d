"""The queues between stages: enqueue, lease, done, fail, release; the same on SQLite and PostgreSQL.

A row says that a stage has something to do for a subject. It is leased, the effect is made
idempotently, and the row goes once the effect is durable. An attempt counts only where the item
is at fault; after `MAX_ATTEMPTS` it goes to `Quarantine`, from where it can be replayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs.subjects import CaptureSubject, SubjectError, read_subject
from rasad.archive.models import Job, LeasedQuerySet, NamedLock, Quarantine, is_free
from rasad.backoff import Backoff

Stage = Job.Stage

MAX_ATTEMPTS = 3
#: Before an item that was at fault is tried again, and (its first pause) one that waited for a service.
RETRY = Backoff(5, 12, 60)


def enqueue(
    stage: str,
    subjects: str | Iterable[str],
    *,
    order: int = 0,
    priority: int = 0,
    orders: Iterable[int] = (),
) -> int:
    """Ask a stage to handle one subject or several; returns how many rows were added.

    A subject that already waits (and nobody has taken) is not added twice. Call it inside the
    transaction that made the change: a row that waits is locked here, so its consumer cannot
    read the subject before that transaction ends.
    """
    wanted = [subjects] if isinstance(subjects, str) else list(subjects)
    places = dict(zip(wanted, orders, strict=False))
    if not wanted:
        return 0
    with transaction.atomic():
        waiting = set(
            Job.objects.select_for_update(skip_locked=True)
            .filter(stage=stage, subject__in=wanted, lease_owner="")
            .values_list("subject", flat=True)
        )
        rows = [
            Job(stage=stage, subject=subject, order=places.get(subject, order), priority=priority)
            for subject in dict.fromkeys(wanted)
            if subject not in waiting
        ]
        Job.objects.bulk_create(rows)
    return len(rows)


def _due(stage: str, now: datetime) -> LeasedQuerySet[Job]:
    return Job.objects.free(now).filter(stage=stage, next_try_at__lte=now)


def in_order(rows: LeasedQuerySet[Job]) -> LeasedQuerySet[Job]:
    """In the order in which a stage handles its rows; of the story stage that is the order of arrival."""
    return rows.order_by("-priority", "order", "id")


def lease(stage: str, owner: str, limit: int = 50, seconds: float = 120.0) -> list[Job]:
    """Take up to `limit` rows that are due, for `seconds`; the longest waiting first.

    A lease that ran out (its holder died) is taken like a free row. The story stage gets its rows
    in order of arrival.
    """
    now = timezone.now()
    if not _due(stage, now).exists():
        return []
    with write_transaction():
        rows = list(in_order(_due(stage, now).select_for_update(skip_locked=True))[:limit])
        until = now + timedelta(seconds=seconds)
        Job.objects.filter(id__in=[row.id for row in rows]).take(owner, until)
        for row in rows:
            row.lease_owner, row.lease_until = owner, until
    return rows


def done(works: Sequence[Job]) -> None:
    """The effect is durable: the rows go. Rows whose lease someone else has since taken stay theirs."""
    _still_held(works).delete()


def release(works: Sequence[Job], *, delay: float = 0.0) -> None:
    """Give rows back unhandled, without counting an attempt; due again after `delay` seconds."""
    _still_held(works).give_back(next_try_at=timezone.now() + timedelta(seconds=delay))


def _still_held(works: Sequence[Job]) -> LeasedQuerySet[Job]:
    owner = works[0].lease_owner if works else ""
    return Job.objects.filter(id__in=[work.id for work in works]).held_by(owner)


def fail(work: Job, reason: str, detail: str = "", *, at_fault: bool, final: bool = False) -> bool:
    """The item could not be handled; True where it went to quarantine.

    `at_fault`: the item itself is to blame, so an attempt counts. `final`: trying again would
    give the same, so it goes to quarantine at once.
    """
    if not at_fault:
        release([work], delay=RETRY.first)
        return False
    attempts = work.attempts + 1
    if not final and attempts < MAX_ATTEMPTS:
        pause = timedelta(seconds=RETRY.pause(attempts))
        _still_held([work]).give_back(attempts=attempts, next_try_at=timezone.now() + pause)
        return False
    quarantine(work.stage, work.subject, reason, detail, attempts=attempts)
    Job.objects.filter(id=work.id).delete()
    return True


def quarantine(stage: str, subject: str, reason: str, detail: str = "", *, attempts: int = 1) -> None:
    """Put an item aside with its reason; one open row a stage and subject."""
    values = {
        "reason": reason[:40],
        "detail": detail[:4000].replace("\x00", ""),
        "attempts": attempts,
        "capture_id": _capture_of(stage, subject),
        "created_at": timezone.now(),
    }
    if not Quarantine.objects.filter(stage=stage, subject=subject, replayed_at=None).update(**values):
        Quarantine.objects.create(stage=stage, subject=subject, **values)


def _capture_of(stage: str, subject: str) -> int | None:
    """The capture to show beside an item that was put aside."""
    try:
        named = read_subject(stage, subject)
    except SubjectError:
        return None
    return named.id if isinstance(named, CaptureSubject) else None


def replay(rows: Iterable[Quarantine]) -> int:
    """Send quarantined items through their stage again; returns how many."""
    number = 0
    for row in rows:
        with write_transaction():
            enqueue(row.stage, row.subject)
            Quarantine.objects.filter(id=row.id).update(replayed_at=timezone.now())
        number += 1
    return number


def acquire_lock(name: str, owner: str, seconds: float = 30.0) -> bool:
    """Take or prolong a named right for `seconds`; False while another holds it."""
    now = timezone.now()
    until = now + timedelta(seconds=seconds)
    lock = NamedLock.objects.filter(name=name)
    mine = lock.filter(is_free(now) | Q(lease_owner=owner))
    with write_transaction():
        if mine.take(owner, until):
            return True
        if lock.exists():
            return False
        NamedLock.objects.bulk_create([NamedLock(name=name)], ignore_conflicts=True)
        return bool(mine.take(owner, until))


def release_lock(name: str, owner: str) -> None:
    """Give a named right back early."""
    NamedLock.objects.filter(name=name).held_by(owner).give_back()


def waiting(stages: Iterable[str] | None = None, *, due: bool = False) -> dict[str, int]:
    """How many rows each stage still has, leased ones too; `due`: not those that wait for a later try."""
    rows = Job.objects.all()
    if due:
        rows = rows.filter(next_try_at__lte=timezone.now())
    if stages is not None:
        rows = rows.filter(stage__in=list(stages))
    return dict(rows.order_by().values_list("stage").annotate(number=Count("id")))


def reclaim() -> int:
    """Free what dead processes of this machine held, and what was held too long; returns how many rows."""
    now = timezone.now()
    return Job.objects.reclaim_dead(now) + NamedLock.objects.reclaim_dead(now)
