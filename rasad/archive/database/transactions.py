"""Transactions that write: on SQLite one writer at a time, in the order in which they came."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError, connection, connections, transaction

from rasad.archive.database.fair_lock import FairLock

_process_lock = FairLock()
#: Seconds that this process waits for its turn to write; None: as long as it takes.
_patience: float | None = None
_BUSY = "database is locked: others have been writing for too long"


def answer_within(seconds: float) -> None:
    """Let writes of this process fail after waiting so long: a person is waiting for the answer.

    Without it a writer waits its turn, and 30 seconds for a lock of SQLite. Call it before the first query.
    """
    global _patience
    _patience = seconds
    made = connections["default"].settings_dict
    if connection.vendor == "sqlite":
        made["OPTIONS"]["timeout"] = seconds
    else:
        given = made["OPTIONS"].get("options", "")
        made["OPTIONS"]["options"] = f"{given} -c lock_timeout={int(seconds * 1000)}".strip()


@contextmanager
def write_transaction() -> Iterator[None]:
    """One transaction. On SQLite all who write this way, threads and processes, queue up here.

    SQLite lets one connection write at a time and the others poll for it, up to 100 ms a turn and in
    no order: under load a writer starves. Waiting on a lock costs nothing and wakes at once. Inside
    a transaction that already runs, it is a plain savepoint: to queue there could wait for itself.
    Raises `OperationalError` where the turn did not come in time (`answer_within`).
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    until = None if _patience is None else time.monotonic() + _patience
    if not _process_lock.acquire(_patience):
        raise OperationalError(_BUSY)
    try:
        with _file_lock(str(connection.settings_dict["NAME"]), until), transaction.atomic():
            yield
    finally:
        _process_lock.release()


@contextmanager
def _file_lock(database: str, until: float | None) -> Iterator[None]:
    """The lock between processes; the kernel frees it when its holder dies. Not reentrant."""
    if not Path(database).is_file():
        yield
        return
    handle = _Handle(os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    try:
        if not handle.lock(until):
            raise OperationalError(_BUSY)
        yield
    finally:
        handle.close()


class _Handle:
    """A file to lock; one that was given up is closed by the thread that still waits for it."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._guard = threading.Lock()
        self._waits = False
        self._given_up = False

    def lock(self, until: float | None) -> bool:
        """Wait for the lock, in the order of asking; False where it was not had by then (monotonic)."""
        if until is None:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            return True
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return self._wait(until)
        return True

    def _wait(self, until: float) -> bool:
        """Who polls starves beside who waits in the kernel, which knows no deadline: a thread waits."""
        had = threading.Event()
        self._waits = True

        def wait() -> None:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            with self._guard:
                self._waits = False
                if self._given_up:
                    os.close(self._file)
            had.set()

        threading.Thread(target=wait, name="write-turn", daemon=True).start()
        return had.wait(max(0.0, until - time.monotonic()))

    def close(self) -> None:
        """Give the lock back, or let the waiting thread do so."""
        with self._guard:
            if self._waits:
                self._given_up = True
            else:
                os.close(self._file)
