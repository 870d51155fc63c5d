"""Writing the audit log: who did what, from where."""

from __future__ import annotations

from rasad.archive.database.transactions import write_transaction
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.best_effort import best_effort
from rasad.desk.audit.hash_chain import digest_of, storable
from rasad.desk.audit.models import AuditEntry, AuditHead


def note(actor: Actor, action: str, subject: str = "", **detail: object) -> AuditEntry:
    """Append one entry. `action` is `room.verb` (`login`, `export.csv`, `rule.edit`), `subject` `kind:key`.

    Call it inside the transaction of the act, as its last statement: then the log says what was done,
    no more and no less, and nobody waits for its end longer than need be.
    """
    if actor.via == "api":
        detail["by"] = "api"
    with write_transaction():
        head, made = AuditHead.objects.select_for_update().get_or_create(pk=1)
        if made:  # the first entry of all; or the head was lost, and nobody could do anything any more
            head.digest = AuditEntry.objects.order_by("-id").values_list("digest", flat=True).first() or ""
        entry = AuditEntry(
            actor=storable(actor.name)[:150],
            action=action,
            subject=storable(subject)[:120],
            detail=storable(detail),
            address=actor.address[:64],
            previous=head.digest,
        )
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
        AuditHead.objects.filter(pk=1).update(entry=entry.pk, digest=entry.digest)
    return entry


def note_reading(actor: Actor, action: str, subject: str = "", **detail: object) -> None:
    """Append an entry about something that was read: never in the way of the reading (`best_effort`)."""
    best_effort(f"{action} {subject} by {actor.name}", lambda: note(actor, action, subject, **detail))
