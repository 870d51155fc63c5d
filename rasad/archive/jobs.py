"""The queues between stages: enqueue, lease, done, fail, release; the same on SQLite and PostgreSQL.

A row says that a stage has something to do for a subject. It is leased, the effect is made
idempotently, and the row goes once the effect is durable. An attempt counts only where the item
is at fault; after `MAX_ATTEMPTS` it goes to `Quarantine`, from where it can be replayed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from rasad.archive.fair_lock import Turns
from rasad.archive.models import Lease, Quarantine, Work
from rasad.archive.processes import is_dead

Stage = Work.Stage

MAX_ATTEMPTS = 3
#: Seconds before an item that was at fault is tried again: by attempt.
RETRY_SECONDS = (5.0, 60.0)

_gate = Turns()


@contextmanager
def writing() -> Iterator[None]:
    """One transaction. On SQLite all who write this way, threads and processes, queue up here.

    SQLite lets one connection write at a time and the others poll for it, up to 100 ms a turn and in
    no order: under load a writer starves. Waiting on a lock costs nothing and wakes at once. Inside
    a transaction that already runs, it is a plain savepoint: to queue there could wait for itself.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _gate, _turn(str(connection.settings_dict["NAME"])), transaction.atomic():
        yield


@contextmanager
def _turn(database: str) -> Iterator[None]:
    """This process's turn to write; the kernel takes it back when the process dies. Not reentrant."""
    if not Path(database).is_file():
        yield
        return
    handle = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


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
            Work.objects.select_for_update(skip_locked=True)
            .filter(stage=stage, subject__in=wanted, lease_owner="")
            .values_list("subject", flat=True)
        )
        rows = [
            Work(stage=stage, subject=subject, order=places.get(subject, order), priority=priority)
            for subject in dict.fromkeys(wanted)
            if subject not in waiting
        ]
        Work.objects.bulk_create(rows)
    return len(rows)


def _due(stage: str, now: datetime) -> Q:
    free = Q(lease_owner="") | Q(lease_until__lte=now)
    return Q(stage=stage, next_try_at__lte=now) & free


def lease(stage: str, owner: str, limit: int = 50, seconds: float = 120.0) -> list[Work]:
    """Take up to `limit` rows that are due, for `seconds`; the longest waiting first.

    A lease that ran out (its holder died) is taken like a free row. The story stage gets its rows
    in order of arrival.
    """
    now = timezone.now()
    if not Work.objects.filter(_due(stage, now)).exists():
        return []
    with writing():
        rows = list(
            Work.objects.select_for_update(skip_locked=True)
            .filter(_due(stage, now))
            .order_by("-priority", "order", "id")[:limit]
        )
        until = now + timedelta(seconds=seconds)
        Work.objects.filter(id__in=[row.id for row in rows]).update(lease_owner=owner, lease_until=until)
        for row in rows:
            row.lease_owner, row.lease_until = owner, until
    return rows


def done(works: Sequence[Work]) -> None:
    """The effect is durable: the rows go. Rows whose lease someone else has since taken stay theirs."""
    if works:
        Work.objects.filter(id__in=[work.id for work in works], lease_owner=works[0].lease_owner).delete()


def release(works: Sequence[Work], *, delay: float = 0.0) -> None:
    """Give rows back unhandled, without counting an attempt; due again after `delay` seconds."""
    if works:
        Work.objects.filter(id__in=[work.id for work in works], lease_owner=works[0].lease_owner).update(
            lease_owner="", lease_until=None, next_try_at=timezone.now() + timedelta(seconds=delay)
        )


def fail(work: Work, reason: str, detail: str = "", *, at_fault: bool, final: bool = False) -> bool:
    """The item could not be handled; True where it went to quarantine.

    `at_fault`: the item itself is to blame, so an attempt counts. `final`: trying again would
    give the same, so it goes to quarantine at once.
    """
    if not at_fault:
        release([work], delay=RETRY_SECONDS[0])
        return False
    attempts = work.attempts + 1
    if not final and attempts < MAX_ATTEMPTS:
        wait = RETRY_SECONDS[min(attempts, len(RETRY_SECONDS)) - 1]
        Work.objects.filter(id=work.id, lease_owner=work.lease_owner).update(
            attempts=attempts,
            lease_owner="",
            lease_until=None,
            next_try_at=timezone.now() + timedelta(seconds=wait),
        )
        return False
    quarantine(work.stage, work.subject, reason, detail, attempts=attempts)
    Work.objects.filter(id=work.id).delete()
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
        with writing():
            enqueue(row.stage, row.subject)
            Quarantine.objects.filter(id=row.id).update(replayed_at=timezone.now())
        number += 1
    return number


def hold(name: str, owner: str, seconds: float = 30.0) -> bool:
    """Take or prolong a named right for `seconds`; False while another holds it."""
    now = timezone.now()
    mine = Q(owner=owner) | Q(owner="") | Q(until__lte=now)
    until = now + timedelta(seconds=seconds)
    with writing():
        if Lease.objects.filter(Q(name=name) & mine).update(owner=owner, until=until):
            return True
        if Lease.objects.filter(name=name).exists():
            return False
        Lease.objects.bulk_create([Lease(name=name, owner="", until=now)], ignore_conflicts=True)
        return bool(Lease.objects.filter(Q(name=name) & mine).update(owner=owner, until=until))


def let_go(name: str, owner: str) -> None:
    """Give a named right back early."""
    Lease.objects.filter(name=name, owner=owner).update(owner="", until=timezone.now())


def waiting(stages: Iterable[str] | None = None, *, due: bool = False) -> dict[str, int]:
    """How many rows each stage still has, leased ones too; `due`: not those that wait for a later try."""
    rows = Work.objects.all()
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
    owners = Work.objects.exclude(lease_owner="").order_by().values_list("lease_owner", flat=True).distinct()
    for owner in owners:
        if is_dead(owner):
            freed += Work.objects.filter(lease_owner=owner).update(lease_owner="", lease_until=None)
    for owner in Lease.objects.exclude(owner="").values_list("owner", flat=True):
        if is_dead(owner):
            freed += Lease.objects.filter(owner=owner).update(owner="")
    return freed
