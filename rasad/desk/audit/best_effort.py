"""Writes that nobody waits for: what was read, when a token was last used."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

import structlog
from django.db import DatabaseError, InterfaceError, connection

from rasad.archive.database.transactions import write_transaction
from rasad.backoff import Backoff

log = structlog.get_logger("rasad.desk")

RETRY = Backoff(0.5, 2, 10)
#: Writes that wait while the database takes none; beyond them the newest is dropped, and the log says so.
MOST_WAITING = 1000

type Write = Callable[[], object]


class BestEffortWriter:
    """A thread that writes for others, and tries again while the database is locked or its disk is full."""

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[str, Write]] = queue.Queue(MOST_WAITING)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="best-effort", daemon=True)

    def start(self) -> BestEffortWriter:
        """Begin; from now on `best_effort` hands its writes to this thread."""
        global _writer
        self._thread.start()
        _writer = self
        return self

    def stop(self, seconds: float = 2.0) -> None:
        """Write what waits, for so long; the log names what is left."""
        self._stop.set()
        self._thread.join(seconds)

    def put(self, what: str, write: Write) -> None:
        """Have it written; `what` says in the log what was dropped."""
        try:
            self._queue.put_nowait((what, write))
        except queue.Full:
            log.warning("write_dropped", what=what, error="too many wait for the database")

    def _run(self) -> None:
        while not (self._stop.is_set() and self._queue.empty()):
            try:
                what, write = self._queue.get(timeout=0.5)
            except queue.Empty:
                continue
            failures = 0
            while error := _try(write):
                failures += 1
                if self._stop.wait(RETRY.pause(failures)):
                    log.warning("write_dropped", what=what, error=error)
                    break
        connection.close()


_writer: BestEffortWriter | None = None


def best_effort(what: str, write: Write) -> None:
    """Write, whatever becomes of it: at once, or in a thread of its own where there is one.

    Never raises a fault of the database: what is read must not depend on what can be written.
    """
    if _writer is not None:
        _writer.put(what, write)
    elif error := _try(write):
        log.warning("write_dropped", what=what, error=error)


def _try(write: Write) -> str:
    """Write once; what went wrong, or ""."""
    try:
        with write_transaction():
            write()
    except (DatabaseError, InterfaceError) as error:
        if not connection.in_atomic_block:
            connection.close()
        return f"{type(error).__name__}: {error}"[:300]
    return ""
