"""Who is at fault: the item in hand, or a service that it needs (the database, a disk, the index)."""

from __future__ import annotations

import errno
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from rasad.errors import ServiceUnavailableError


@dataclass(frozen=True, slots=True)
class ServiceFault:
    """A service that is away: which one, in a sentence, and what a person does about it."""

    service: str  # database, disk, or service: what the message names
    text: str
    remedy: str

    def __str__(self) -> str:
        return self.text


#: What SQLite says → what it means, and the remedy.
_SQLITE = {
    "locked": ("the database is locked by another process", "end that process, or wait for it"),
    "busy": ("the database is locked by another process", "end that process, or wait for it"),
    "full": ("the disk of the database is full", "make room on it"),
    "readonly": ("this account may not write to the database", "let it own the file and its folder"),
    "unable to open": (
        "the database cannot be opened",
        "see that its folder is there and has room",
    ),
    "i/o error": ("the disk of the database fails", "make room on it, or look after the disk"),
    "malformed": ("the file of the database is damaged", "put the last backup in its place"),
    "not a database": ("the file of the database is none", "put the last backup in its place"),
    "no such table": ("the database is not up to date", "run manage.py migrate"),
}
#: SQLSTATE classes of PostgreSQL that are not the statement's fault: connection, authorisation, no such
#: database, rollback, resources, locks, operator, system, and a table that is not there yet.
_POSTGRES = ("08", "28", "3D", "40", "53", "55", "57", "58", "42P01")
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM)


def service_fault(error: BaseException) -> ServiceFault | None:
    """The service that is at fault; None where the item or our own code is."""
    if isinstance(error, ServiceUnavailableError):
        return ServiceFault("service", str(error), "start it, or wait for it")
    if isinstance(error, InterfaceError):
        return ServiceFault("database", f"the database is away: {_first_line(error)}", "wait, or start it")
    if isinstance(error, DatabaseError):
        return _postgres(error) if connection.vendor == "postgresql" else _sqlite(error)
    if isinstance(error, OSError) and error.errno in _DISK:
        where = f" ({error.filename})" if error.filename else ""
        return ServiceFault(
            "disk", f"the disk does not take or give data: {error.strerror}{where}", "make room on it"
        )
    return None


def _sqlite(error: DatabaseError) -> ServiceFault | None:
    said = str(error).lower()
    for words, (text, remedy) in _SQLITE.items():
        if words in said:
            return ServiceFault("database", text, remedy)
    return None


def _postgres(error: DatabaseError) -> ServiceFault | None:
    state = getattr(error.__cause__, "sqlstate", None)
    away = isinstance(error, OperationalError) and state is None
    if not away and not (state or "").startswith(_POSTGRES):
        return None
    remedy = (
        "run manage.py migrate"
        if state == "42P01"
        else "start PostgreSQL, and see that DATABASE_URL is right"
    )
    return ServiceFault("database", f"the database does not answer: {_first_line(error)}", remedy)


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
