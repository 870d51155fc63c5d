"""Transactions that write: on SQLite one writer at a time, in the order in which they came."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from rasad.archive.fair_lock import FairLock

_process_lock = FairLock()


@contextmanager
def write_transaction() -> Iterator[None]:
    """One transaction. On SQLite all who write this way, threads and processes, queue up here.

    SQLite lets one connection write at a time and the others poll for it, up to 100 ms a turn and in
    no order: under load a writer starves. Waiting on a lock costs nothing and wakes at once. Inside
    a transaction that already runs, it is a plain savepoint: to queue there could wait for itself.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _process_lock, _file_lock(str(connection.settings_dict["NAME"])), transaction.atomic():
        yield


@contextmanager
def _file_lock(database: str) -> Iterator[None]:
    """The lock between processes; the kernel frees it when its holder dies. Not reentrant."""
    if not Path(database).is_file():
        yield
        return
    handle = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
