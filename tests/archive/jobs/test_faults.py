"""A service that is away is told from an item that is at fault."""

from __future__ import annotations

import errno

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection

from rasad.archive.database.group_writer import WriterClosedError
from rasad.archive.jobs.faults import service_fault
from rasad.extract.errors import ParseError, PoolClosedError
from rasad.search.errors import DocumentsRejectedError, EngineUnavailableError

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OperationalError("database is locked"), "locked by another process"),
        (OperationalError("database or disk is full"), "is full"),
        (OperationalError("disk I/O error"), "disk of the database fails"),
        (OperationalError("attempt to write a readonly database"), "may not write"),
        (OperationalError("unable to open database file"), "cannot be opened"),
        (DatabaseError("database disk image is malformed"), "is damaged"),
        (DatabaseError("file is not a database"), "is none"),
        (OperationalError("no such table: archive_job"), "not up to date"),
    ],
)
def test_what_sqlite_says_is_understood(error: DatabaseError, said: str) -> None:
    fault = service_fault(error)
    assert fault
    assert said in fault.text
    assert fault.remedy


@pytest.mark.parametrize(
    "error",
    [
        EngineUnavailableError("http://127.0.0.1:9200: refused"),
        PoolClosedError("the pool is closed"),
        WriterClosedError("ended"),
        InterfaceError("connection already closed"),
        OSError(errno.ENOSPC, "No space left on device", "/var/warc/x"),
        OSError(errno.EIO, "Input/output error"),
    ],
)
def test_a_service_is_away(error: Exception) -> None:
    fault = service_fault(error)
    assert fault
    assert str(error.args[-1]) in fault.text


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError("FOREIGN KEY constraint failed"),
        OperationalError("too many SQL variables"),
        OperationalError('near "x": syntax error'),
        ParseError("no feed"),
        DocumentsRejectedError({"a": "400"}),
        FileNotFoundError(errno.ENOENT, "No such file or directory"),
        ValueError("x"),
    ],
)
def test_an_item_or_our_code_is_at_fault(error: Exception) -> None:
    if connection.vendor == "postgresql" and isinstance(error, OperationalError):
        error.__cause__ = type("Stated", (Exception,), {"sqlstate": "42601"})()
    assert service_fault(error) is None
