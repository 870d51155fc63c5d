"""Who is at fault: the item in hand, or a service that it needs (the database, a disk, the index)."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import StrEnum

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from rasad.errors import ServiceUnavailableError


class FaultKind(StrEnum):
    """What a service suffers from, for programs and for the words on a page."""

    LOCKED = "locked"  # by others who write: it passes
    FULL = "full"  # its disk
    FORBIDDEN = "forbidden"  # this account may not
    DAMAGED = "damaged"
    NOT_MIGRATED = "not_migrated"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class ServiceFault:
    """A service that is away: which one and how, in a sentence, and what a person does about it."""

    service: str  # database, disk, or service: what the message names
    kind: FaultKind
    text: str
    remedy: str

    def __str__(self) -> str:
        return self.text


#: What SQLite says → what it means, and the remedy.
_SQLITE = {
    "locked": (FaultKind.LOCKED, "the database is locked by another process", "end that process, or wait"),
    "busy": (FaultKind.LOCKED, "the database is locked by another process", "end that process, or wait"),
    "full": (FaultKind.FULL, "the disk of the database is full", "make room on it"),
    "readonly": (
        FaultKind.FORBIDDEN,
        "this account may not write to the database",
        "let it own the file and its folder",
    ),
    "unable to open": (
        FaultKind.AWAY,
        "the database cannot be opened",
        "see that its folder is there and has room",
    ),
    "i/o error": (
        FaultKind.FULL,
        "the disk of the database fails",
        "make room on it, or mend it",
    ),
    "malformed": (
        FaultKind.DAMAGED,
        "the file of the database is damaged",
        "restore the last backup",
    ),
    "not a database": (
        FaultKind.DAMAGED,
        "the file of the database is none",
        "restore the last backup",
    ),
    "no such table": (FaultKind.NOT_MIGRATED, "the database is not up to date", "run manage.py migrate"),
}
#: SQLSTATE classes of PostgreSQL that are not the statement's fault: connection, authorisation, no such
#: database, rollback, resources, locks, operator, system, and a table that is not there yet.
_POSTGRES = ("08", "28", "3D", "40", "53", "55", "57", "58", "42P01")
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM)


def service_fault(error: BaseException) -> ServiceFault | None:
    """The service that is at fault; None where the item or our own code is."""
    if isinstance(error, ServiceUnavailableError):
        return ServiceFault("service", FaultKind.AWAY, str(error), "start it, or wait for it")
    if isinstance(error, InterfaceError):
        text = f"the database is away: {_first_line(error)}"
        return ServiceFault("database", FaultKind.AWAY, text, "wait, or start it")
    if isinstance(error, DatabaseError):
        return _postgres(error) if connection.vendor == "postgresql" else _sqlite(error)
    if isinstance(error, OSError) and error.errno in _DISK:
        where = f" ({error.filename})" if error.filename else ""
        text = f"the disk does not take or give data: {error.strerror}{where}"
        return ServiceFault("disk", FaultKind.FULL, text, "make room on it")
    return None


def _sqlite(error: DatabaseError) -> ServiceFault | None:
    said = str(error).lower()
    for words, (kind, text, remedy) in _SQLITE.items():
        if words in said:
            return ServiceFault("database", kind, text, remedy)
    return None


def _postgres(error: DatabaseError) -> ServiceFault | None:
    state = getattr(error.__cause__, "sqlstate", None) or ""
    if not state.startswith(_POSTGRES) and (state or not isinstance(error, OperationalError)):
        return None
    kind, remedy = FaultKind.AWAY, "start PostgreSQL, and see that DATABASE_URL is right"
    if state == "42P01":
        kind, remedy = FaultKind.NOT_MIGRATED, "run manage.py migrate"
    elif state == "53100":
        kind, remedy = FaultKind.FULL, "make room on its disk"
    elif state.startswith(("40", "55")):
        kind, remedy = FaultKind.LOCKED, "wait for what others write"
    return ServiceFault("database", kind, f"the database does not answer: {_first_line(error)}", remedy)


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
