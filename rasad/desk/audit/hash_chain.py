"""The chain of the audit log: each entry's hash is made of its words and of the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from rasad.desk.audit.models import AuditEntry, AuditHead

EXPIRED = "audit.expire"  # the action of the entry that says up to where old entries were removed


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 of the entry as sorted JSON in UTF-8, `previous` within; hexadecimal."""
    words = {
        "previous": entry.previous,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "address": entry.address,
    }
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def storable(value: object) -> Any:
    """A detail as every database gives it back: strings, whole numbers, yes and no, lists, mappings."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {storable(str(key)): storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [storable(one) for one in value]
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode()


def breaks() -> Iterator[str]:
    """Each place where the chain is broken, in words; none for a whole chain."""
    expected = _start()
    last, digest = 0, expected
    for entry in AuditEntry.objects.order_by("id").iterator():
        if entry.previous != expected:
            yield f"audit entry {entry.id}: what stood before it is missing or was changed"
        if digest_of(entry) != entry.digest:
            yield f"audit entry {entry.id}: it was changed"
        last, digest = entry.id, entry.digest
        expected = digest
    head = AuditHead.objects.filter(pk=1).first()
    if head is not None and head.entry and (head.entry, head.digest) != (last, digest):
        yield f"audit entry {head.entry}: the newest entries are missing"


def _start() -> str:
    """What the first entry must follow: nothing, or the last of those that were removed for their age."""
    removed = AuditEntry.objects.filter(action=EXPIRED).order_by("-id").first()
    return str(removed.detail.get("digest", "")) if removed is not None else ""
