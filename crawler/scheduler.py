"""What happens by the clock: workers kept alive, leases and files of the dead taken back, house kept.

The truth of "when next" is in the database; APScheduler only calls these functions. Late runs are
never dropped (`misfire_grace_time` None), overlaps and errors are logged.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from rasad.archive import heartbeats
from rasad.archive.frontier import release_expired
from rasad.archive.models import Feed, FeedDay
from rasad.archive.processes import PARENT
from rasad.archive.registry import store_outlets
from rasad.archive.warc import seal_leftovers
from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import OutletSpec, load_outlets
from settings.env import ROOT, env

log = structlog.get_logger("rasad.scheduler")

#: Days for which the daily counts of a feed are kept.
KEEP_DAYS = 400
_END_SECONDS = 20.0


@dataclass
class Workers:
    """`count` crawl workers as processes; one that dies early is started again after a growing pause."""

    count: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    deaths: int = 0
    next_start: float = 0.0
    started: dict[int, float] = field(default_factory=dict)

    def tend(self) -> None:
        """Take note of those that ended, start what is missing."""
        for process in list(self.running):
            code = process.poll()
            if code is None:
                continue
            self.running.remove(process)
            early = time.monotonic() - self.started.pop(process.pid, 0.0) < 30.0
            if code != 0:
                log.warning("worker_died", pid=process.pid, exit=code)
            self.deaths = self.deaths + 1 if early and code != 0 else 0
            if self.deaths:
                self.next_start = time.monotonic() + min(60.0, 2.0 ** (self.deaths - 1))
        while len(self.running) < self.count and time.monotonic() >= self.next_start:
            self._start()

    def _start(self) -> None:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "crawl", "--worker", "--skip-checks"],
            stdin=subprocess.DEVNULL,
            env={**os.environ, PARENT: str(os.getpid())},
        )
        self.started[process.pid] = time.monotonic()
        self.running.append(process)

    def replace(self) -> None:
        """Let all workers end after the page they are at; `tend` starts new ones."""
        for process in self.running:
            process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """SIGTERM, then SIGKILL to what has not ended in time."""
        self.replace()
        limit = time.monotonic() + _END_SECONDS
        for process in self.running:
            try:
                process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def take_back() -> None:
    """Leases that ended or whose holders are gone."""
    with transaction.atomic():
        waiting = release_expired(timezone.now())
    if waiting:
        log.info("leases_taken_back", pages=waiting)


def seal() -> None:
    """WARC files of workers that were killed."""
    for name in seal_leftovers(env().data / "warc"):
        log.info("warc_sealed", file=name)


def mark_due(specs: dict[str, OutletSpec]) -> int:
    """Bring feeds forward that would be asked later than their outlet's bounds allow; returns how many.

    That happens when the YAML's bounds are lowered, or the clock was wrong.
    """
    moved, now = 0, timezone.now()
    for spec in specs.values():
        latest = now + timedelta(seconds=spec.fetch.poll[1])
        late = Feed.objects.filter(outlet_id=spec.key, enabled=True, next_poll_at__gt=latest, failures=0)
        moved += late.update(next_poll_at=latest)
    return moved


def keep_house() -> None:
    """Drop what is only of use for a while."""
    FeedDay.objects.filter(day__lt=(timezone.now() - timedelta(days=KEEP_DAYS)).date()).delete()
    heartbeats.forget_old()


@dataclass
class Definitions:
    """The outlets' YAML, read again when a file changed."""

    folder: Path
    stamp: tuple[tuple[str, int], ...] = ()

    def changed(self) -> dict[str, OutletSpec] | None:
        """The outlets if the files are others than last time; a wrong file is logged and changes nothing."""
        stamp = tuple(
            sorted(
                (str(path), path.stat().st_mtime_ns) for path in self.folder.rglob("*.y*ml") if path.is_file()
            )
        )
        if stamp == self.stamp:
            return None
        self.stamp = stamp
        try:
            return load_outlets(self.folder)
        except DefinitionError as error:
            log.error("outlets_refused", error=str(error))
            return None


class Timetable:
    """All jobs; `run` returns after SIGTERM or SIGINT."""

    def __init__(self, workers: int) -> None:
        self.workers = Workers(workers)
        self.definitions = Definitions(env().outlets)
        self.specs: dict[str, OutletSpec] = {}
        self.stop = threading.Event()
        self.scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone="UTC",
        )

    def run(self) -> None:
        """Begin, wait for the signal, end the workers."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        beating = heartbeats.HeartbeatThread("schedule", {"workers": 0}).start()
        self._jobs()
        self.scheduler.start()
        try:
            while not self.stop.wait(0.5):
                self.workers.tend()
                beating.detail = {"workers": len(self.workers.running)}
        finally:
            self.scheduler.shutdown(wait=True)
            self.workers.end()
            beating.stop()

    def _jobs(self) -> None:
        self.scheduler.add_listener(_noticed, EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED | EVENT_JOB_ERROR)
        now = timezone.now()
        for seconds, job in (
            (10, take_back),
            (30, seal),
            (30, self._reload),
            (300, self._mark_due),
            (3600, keep_house),
        ):
            self.scheduler.add_job(
                _with_database(job),
                "interval",
                seconds=seconds,
                id=job.__name__.strip("_"),
                next_run_time=now,
            )

    def _reload(self) -> None:
        specs = self.definitions.changed()
        if specs is None:
            return
        first, self.specs = not self.specs, specs
        done = store_outlets(specs)
        log.info("outlets_loaded", defined=done.defined, new=done.new, changed=done.changed, gone=done.gone)
        if not first and (done.new or done.changed or done.gone):
            self.workers.replace()

    def _mark_due(self) -> None:
        mark_due(self.specs)


def _with_database(job: Callable[[], None]) -> Callable[[], None]:
    """The job, closing its thread's connection after an error, so that the next run gets a fresh one."""

    def run() -> None:
        try:
            job()
        except DatabaseError:
            connection.close()
            raise

    return run


def _noticed(event: JobEvent) -> None:
    """Overlaps, late runs and errors, in the log."""
    what = {
        EVENT_JOB_MAX_INSTANCES: "job_overlaps",
        EVENT_JOB_MISSED: "job_late",
        EVENT_JOB_ERROR: "job_failed",
    }
    log.warning(
        what.get(event.code, "job_event"), job=event.job_id, error=str(getattr(event, "exception", "") or "")
    )
