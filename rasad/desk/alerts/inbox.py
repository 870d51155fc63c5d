"""What a person does to the matches of alert rules."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.access import visible_matches
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import NotAllowedError


def mark_seen(actor: Actor, keys: Collection[int] | None = None, rule: int | None = None) -> int:
    """Mark matches as seen, for everybody; returns how many were not.

    `keys` None: every match of a rule, or of all rules that this person sees. One mark counts for the
    whole office, so who only reads may not set it. Raises `NotAllowedError`.
    """
    if actor.user is None or not may(actor.user, "alert"):
        raise NotAllowedError
    with write_transaction():
        found = visible_matches(actor.user).filter(seen_at=None)
        if keys is not None:
            found = found.filter(pk__in=keys)
        elif rule is not None:
            found = found.filter(rule=rule)
        number = found.update(seen_at=timezone.now())
        if number:
            note(actor, "match.seen", f"rule:{rule}" if rule is not None else "", matches=number)
    return number
