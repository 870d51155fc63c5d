"""Where accounts are signed in, and ending that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import GoneError, NotAllowedError

#: What a session holds about its sign-in: `at` (ISO 8601), `address`, `agent`.
SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One sign-in that still holds. `id` names it without being the key that opens it."""

    id: str
    key: str
    user_id: str
    at: datetime | None
    address: str
    agent: str
    expires_at: datetime


def session_id(key: str) -> str:
    """The public name of a session."""
    return sha256(f"session:{key}".encode()).hexdigest()[:24]


def sessions_of(user: User | None = None) -> list[StaffSession]:
    """Sessions of one account, or of all, the newest first."""
    found = [one for one in _all() if user is None or one.user_id == str(user.pk)]
    return sorted(found, key=lambda one: (one.at is not None, one.at, one.id), reverse=True)


def _all() -> Iterator[StaffSession]:
    """Every session that holds. Django keeps the account inside the session's signed data: they are few."""
    for row in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        data = row.get_decoded()
        if SESSION_KEY not in data:
            continue
        sign_in: dict[str, Any] = data.get(SIGNED_IN) or {}
        yield StaffSession(
            id=session_id(row.session_key),
            key=row.session_key,
            user_id=str(data[SESSION_KEY]),
            at=datetime.fromisoformat(sign_in["at"]) if "at" in sign_in else None,
            address=str(sign_in.get("address", "")),
            agent=str(sign_in.get("agent", "")),
            expires_at=row.expire_date,
        )


def end_session(actor: Actor, id_: str) -> StaffSession:
    """Sign one session out: one's own, or anybody's for who manages people. Raises `GoneError`."""
    if actor.user is None:
        raise NotAllowedError
    for session in _all():
        mine = session.user_id == str(actor.user.pk)
        if session.id == id_ and (mine or may(actor.user, "people")):
            with write_transaction():
                Session.objects.filter(pk=session.key).delete()
                note(actor, "session.end", f"user:{session.user_id}", session=id_[:8])
            return session
    raise GoneError("session")


def end_sessions(user: User, but: str = "") -> int:
    """Sign an account out everywhere, except where the session's key is `but`; returns how many.

    Part of acts; writes no audit entry of its own.
    """
    keys = [one.key for one in sessions_of(user) if one.key != but]
    return Session.objects.filter(pk__in=keys).delete()[0]
