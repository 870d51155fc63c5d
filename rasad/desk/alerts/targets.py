"""What a person does to the places that alerts are sent to."""

from __future__ import annotations

from rasad.archive.database.transactions import write_transaction
from rasad.desk.accounts.roles import may
from rasad.desk.alerts.models import Target
from rasad.desk.alerts.target_addresses import Reachable, checked_address
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import GoneError, InvalidValueError, NotAllowedError


def add_target(
    actor: Actor,
    *,
    name: str,
    kind: str,
    address: str,
    secret: str = "",
    reachable: Reachable | None = None,
) -> Target:
    """Add a place to send to, for everybody. Raises `NotAllowedError`, `InvalidValueError`."""
    _check_permission(actor)
    name = " ".join(name.replace("\x00", "").split())[:200]
    if not name:
        raise InvalidValueError("name", "name_missing", "نامی برای مقصد بنویسید.")
    written = checked_address(kind, address, reachable)
    with write_transaction():
        target = Target.objects.create(
            name=name,
            kind=kind,
            address=written,
            secret=secret.replace("\x00", "")[:200] if kind == Target.Kind.WEBHOOK else "",
            owner=actor.user,
            shared=True,
        )
        note(actor, "target.make", f"target:{target.pk}", name=name, kind=kind, address=written)
    return target


def set_target_open(actor: Actor, key: int, *, active: bool) -> Target:
    """Close a place, or open it again; rows are kept, as deliveries point at them.

    Raises `NotAllowedError`, `GoneError`.
    """
    _check_permission(actor)
    with write_transaction():
        target = Target.objects.select_for_update(of=("self",)).filter(pk=key).first()
        if target is None:
            raise GoneError("target")
        target.active = active
        target.save(update_fields=["active"])
        note(actor, "target.open" if active else "target.close", f"target:{key}", name=target.name)
    return target


def _check_permission(actor: Actor) -> None:
    if actor.user is None or not may(actor.user, "target"):
        raise NotAllowedError
