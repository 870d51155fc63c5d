"""Writing the audit log: who did what, from where."""

from __future__ import annotations

from rasad.desk.audit.actor import Actor
from rasad.desk.audit.models import AuditEntry


def note(actor: Actor, action: str, subject: str = "", **detail: object) -> AuditEntry:
    """Append one entry. `action` is `room.verb` (`login`, `export.csv`, `rule.edit`), `subject` `kind:key`.

    Call it inside the transaction of the act, as its last statement: then the log says what was done,
    no more and no less.
    """
    if actor.via == "api":
        detail["by"] = "api"
    return AuditEntry.objects.create(
        actor=actor.name[:150],
        action=action,
        subject=subject[:120],
        detail=detail,
        address=actor.address[:64],
    )
