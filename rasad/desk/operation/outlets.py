"""Stopping and resuming the collection of an outlet."""

from __future__ import annotations

from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Outlet
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError


def pause_outlet(actor: Actor, key: str, reason: str) -> Outlet:
    """Stop collecting, with a reason for the colleagues.

    Raises `NotAllowedError`, `GoneError`, `InvalidValueError`.
    """
    reason = " ".join(reason.replace("\x00", "").split())[:300]
    if not reason:
        message = "برای توقف، دلیل آن را بنویسید تا همکاران بدانند."
        raise InvalidValueError("reason", "reason_missing", message)
    return _set(actor, key, reason)


def resume_outlet(actor: Actor, key: str) -> Outlet:
    """Go on collecting. Raises `NotAllowedError`, `GoneError`."""
    return _set(actor, key, "")


def _set(actor: Actor, key: str, reason: str) -> Outlet:
    if actor.user is None or not may(actor.user, "operate"):
        raise NotAllowedError
    with write_transaction():
        outlet = Outlet.objects.select_for_update(of=("self",)).filter(pk=key).first()
        if outlet is None:
            raise GoneError("outlet")
        outlet.paused, outlet.pause_reason = bool(reason), reason
        outlet.save(update_fields=["paused", "pause_reason"])
        if reason:
            note(actor, "outlet.pause", f"outlet:{key}", reason=reason)
        else:
            note(actor, "outlet.resume", f"outlet:{key}")
    return outlet
