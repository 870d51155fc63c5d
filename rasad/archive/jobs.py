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

from rasad.archive.models import Job, NamedLock, Quarantine
from rasad.archive.processes import is_dead
from rasad.archive.transactions import write_transaction
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


def _due(stage: str, now: datetime) -> Q:
    free = Q(lease_owner="") | Q(lease_until__lte=now)
    return Q(stage=stage, next_try_at__lte=now) & free


def lease(stage: str, owner: str, limit: int = 50, seconds: float = 120.0) -> list[Job]:
    """Take up to `limit` rows that are due, for `seconds`; the longest waiting first.

    A lease that ran out (its holder died) is taken like a free row. The story stage gets its rows
    in order of arrival.
    """
    now = timezone.now()
    if not Job.objects.filter(_due(stage, now)).exists():
        return []
    with write_transaction():
        rows = list(
            Job.objects.select_for_update(skip_locked=True)
            .filter(_due(stage, now))
            .order_by("-priority", "order", "id")[:limit]
        )
        until = now + timedelta(seconds=seconds)
        Job.objects.filter(id__in=[row.id for row in rows]).update(lease_owner=owner, lease_until=until)
        for row in rows:
            row.lease_owner, row.lease_until = owner, until
    return rows


def done(works: Sequence[Job]) -> None:
    """The effect is durable: the rows go. Rows whose lease someone else has since taken stay theirs."""
    if works:
        Job.objects.filter(id__in=[work.id for work in works], lease_owner=works[0].lease_owner).delete()


def release(works: Sequence[Job], *, delay: float = 0.0) -> None:
    """Give rows back unhandled, without counting an attempt; due again after `delay` seconds."""
    if works:
        Job.objects.filter(id__in=[work.id for work in works], lease_owner=works[0].lease_owner).update(
            lease_owner="", lease_until=None, next_try_at=timezone.now() + timedelta(seconds=delay)
        )


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
        Job.objects.filter(id=work.id, lease_owner=work.lease_owner).update(
            attempts=attempts,
            lease_owner="",
            lease_until=None,
            next_try_at=timezone.now() + timedelta(seconds=RETRY.pause(attempts)),
        )
        return False
    quarantine(work.stage, work.subject, reason, detail, attempts=attempts)
    Job.objects.filter(id=work.id).delete()
    return True


def quarantine(stage: str, subject: str, reason: str, detail: str = "", *, attempts: int = 1) -> None:
    """Put an item aside with its reason; one open row a stage and subject."""
    capture = int(subject) if stage == Stage.PARSE and subject.isdigit() else None
    values = {
        "reason": reason[:40],
        "detail": detail[:4000].replace("\x00", ""),
        "attempts": attempts,
        "capture_id": capture,
        "created_at": timezone.now(),
    }
    if not Quarantine.objects.filter(stage=stage, subject=subject, replayed_at=None).update(**values):
        Quarantine.objects.create(stage=stage, subject=subject, **values)


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
    mine = Q(owner=owner) | Q(owner="") | Q(until__lte=now)
    until = now + timedelta(seconds=seconds)
    with write_transaction():
        if NamedLock.objects.filter(Q(name=name) & mine).update(owner=owner, until=until):
            return True
        if NamedLock.objects.filter(name=name).exists():
            return False
        NamedLock.objects.bulk_create([NamedLock(name=name, owner="", until=now)], ignore_conflicts=True)
        return bool(NamedLock.objects.filter(Q(name=name) & mine).update(owner=owner, until=until))


def release_lock(name: str, owner: str) -> None:
    """Give a named right back early."""
    NamedLock.objects.filter(name=name, owner=owner).update(owner="", until=timezone.now())


def waiting(stages: Iterable[str] | None = None, *, due: bool = False) -> dict[str, int]:
    """How many rows each stage still has, leased ones too; `due`: not those that wait for a later try."""
    rows = Job.objects.all()
    if due:
        rows = rows.filter(next_try_at__lte=timezone.now())
    if stages is not None:
        rows = rows.filter(stage__in=list(stages))
    return dict(rows.order_by().values_list("stage").annotate(number=Count("id")))


def reclaim() -> int:
    """Free what processes of this machine held when they died; returns how many rows.

    Without it a lease of a killed process would have to run out first.
    """
    freed = 0
    owners = Job.objects.exclude(lease_owner="").order_by().values_list("lease_owner", flat=True).distinct()
    for owner in owners:
        if is_dead(owner):
            freed += Job.objects.filter(lease_owner=owner).update(lease_owner="", lease_until=None)
    for owner in NamedLock.objects.exclude(owner="").values_list("owner", flat=True):
        if is_dead(owner):
            freed += NamedLock.objects.filter(owner=owner).update(owner="")
    return freed
