"""How long the audit log is kept; what is left stays one chain."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.audit.actor import CONSOLE
from rasad.desk.audit.hash_chain import EXPIRED
from rasad.desk.audit.log import note
from rasad.desk.audit.models import AuditEntry


def expire_entries(keep: timedelta, now: datetime | None = None) -> int:
    """Remove entries older than `keep`, oldest first; returns how many.

    A last entry says up to which one and what its hash was: with it the rest can still be checked.
    """
    before = (now or timezone.now()) - keep
    with write_transaction():
        kept = AuditEntry.objects.filter(at__gte=before).order_by("id").first()
        kept = kept or AuditEntry.objects.order_by("-id").first()
        if kept is None:
            return 0
        old = AuditEntry.objects.filter(id__lt=kept.id)
        through = old.order_by("-id").values_list("id", flat=True).first()
        if through is None:
            return 0
        number, _ = old.delete()
        note(CONSOLE, EXPIRED, rows=number, through=through, digest=kept.previous)
    return number
