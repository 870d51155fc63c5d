"""Sending what a stage gave up on through it again."""

from __future__ import annotations

from collections.abc import Collection

from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs.queues import replay
from rasad.archive.models import Quarantine
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import NotAllowedError

MOST = 500  # rows replayed by one act


def replay_rows(actor: Actor, keys: Collection[int]) -> int:
    """Replay chosen rows, the oldest `MOST` of them; returns how many. Raises `NotAllowedError`."""
    return _replay(actor, {"pk__in": keys})


def replay_reason(actor: Actor, stage: str, reason: str) -> int:
    """Replay the oldest `MOST` rows of one stage and reason; returns how many. Raises `NotAllowedError`."""
    return _replay(actor, {"stage": stage, "reason": reason}, stage)


def _replay(actor: Actor, which: dict[str, object], stage: str = "") -> int:
    if actor.user is None or not may(actor.user, "operate"):
        raise NotAllowedError
    with write_transaction():
        rows = Quarantine.objects.filter(replayed_at=None, **which).order_by("created_at", "pk")[:MOST]
        number = replay(list(rows))
        if number:
            note(actor, "quarantine.replay", stage[:20], rows=number)
    return number
