"""Signs of life of long-lived processes: written every few seconds, read by `health`."""

from __future__ import annotations

import os
import threading
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, connection
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs.lease_holders import owner
from rasad.archive.models import Heartbeat

log = structlog.get_logger("rasad.beats")

EVERY_SECONDS = 5.0
FORGET_AFTER = timedelta(days=1)


def record_heartbeat(kind: str, detail: dict[str, Any], started: datetime) -> None:
    """Write this process's sign of life once."""
    values = {"kind": kind, "pid": os.getpid(), "started_at": started, "at": timezone.now(), "detail": detail}
    with write_transaction():
        Heartbeat.objects.update_or_create(process=owner()[:80], defaults=values)


class HeartbeatThread:
    """A daemon thread that writes the sign; a database that is away costs a line in the log, no more."""

    def __init__(self, kind: str, detail: dict[str, Any] | None = None) -> None:
        self.kind = kind
        self.detail: dict[str, Any] = detail or {}  # JSON values; replace it whole, from any thread
        self.started = timezone.now()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="beat")

    def start(self) -> HeartbeatThread:
        """Begin; returns itself."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End, and take the sign away: a process that left in order is not missed."""
        self._stop.set()
        self._thread.join(EVERY_SECONDS)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._try(lambda: record_heartbeat(self.kind, dict(self.detail), self.started))
                self._stop.wait(EVERY_SECONDS)
            self._try(lambda: Heartbeat.objects.filter(process=owner()[:80]).delete())
        finally:
            connection.close()

    def _try(self, write: Any) -> None:
        try:
            write()
        except DatabaseError as error:
            log.warning("heartbeat_failed", kind=self.kind, error=str(error))
            connection.close()


def forget_old(now: datetime | None = None) -> int:
    """Housekeeping: drop signs of processes that are gone for a day; returns how many."""
    removed, _ = Heartbeat.objects.filter(at__lt=(now or timezone.now()) - FORGET_AFTER).delete()
    return removed
