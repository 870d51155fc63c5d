"""What happens by the clock: feeds marked due, what the dead held taken back, old records dropped.

Crawl workers are kept alive by the supervisor. The truth of "when next" is in the database; APScheduler only
calls these functions. Late runs are
never dropped (`misfire_grace_time` None), overlaps and errors are logged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from crawler.feeds.reconciliation import fill_gaps, reckon_days, reconcile_yesterday
from rasad.archive.frontier import release_expired
from rasad.archive.jobs import heartbeats
from rasad.archive.models import Feed, FeedDay, OutletDay, Reconciliation
from rasad.archive.readings.held_pages import settle_all
from rasad.archive.sync_definitions import store_outlets
from rasad.archive.warc import seal_leftovers
from rasad.operation.outlet_health.rhythm import reckon_rhythms
from rasad.operation.processes.child_process import manage
from rasad.operation.processes.supervisor import SupervisedChild, Supervisor
from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import OutletSpec, load_outlets
from settings.env import env

log = structlog.get_logger("rasad.timetable")

#: Days for which the daily counts of a feed are kept.
KEEP_DAYS = 400
#: From SIGTERM to SIGKILL of a worker: it finishes the page it is at. Less than `up` leaves to us.
END_SECONDS = 8.0


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


def settle_held_pages() -> None:
    """Pages whose reading is doubted: some are fetched again, and what they showed decides."""
    done = {what: number for what, number in settle_all(timezone.now()).items() if number}
    if done:
        log.info("held_pages_settled", **done)


def reckon_coverage() -> None:
    """The certificates of today and yesterday."""
    reckon_days(timezone.now())


def reckon_usual_rhythm() -> None:
    """How many articles each outlet usually publishes, by hour and weekday."""
    reckon_rhythms(timezone.now())


def drop_old_records() -> None:
    """Drop what is only of use for a while."""
    oldest = (timezone.now() - timedelta(days=KEEP_DAYS)).date()
    FeedDay.objects.filter(day__lt=oldest).delete()
    OutletDay.objects.filter(day__lt=oldest).delete()
    Reconciliation.objects.filter(day__lt=oldest).delete()
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
    """The jobs, and the crawl workers under a supervisor; `run` returns after SIGTERM or SIGINT."""

    def __init__(
        self,
        workers: int,
        hourly: Sequence[Callable[[], None]] = (),
        minutely: Sequence[Callable[[], None]] = (),
    ) -> None:
        """`hourly`, `minutely`: what other rooms want done by the clock."""
        self.hourly, self.minutely = hourly, minutely
        self.supervisor = Supervisor(
            [
                SupervisedChild(f"crawl-{number + 1}", manage("crawl"), may_end=True)
                for number in range(workers)
            ],
            each=self._show,
            end_seconds=END_SECONDS,
        )
        self.heartbeat = heartbeats.HeartbeatThread("schedule", {"workers": 0})
        self.definitions = Definitions(env().outlets)
        self.specs: dict[str, OutletSpec] = {}
        self.scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone="UTC",
        )

    def run(self) -> None:
        """Begin, wait for the signal, end the workers."""
        self.heartbeat.start()
        self._jobs()
        self.scheduler.start()
        try:
            self.supervisor.run()
        finally:
            self.scheduler.shutdown(wait=True)
            self.heartbeat.stop()

    def _show(self, supervisor: Supervisor) -> None:
        self.heartbeat.detail = {"workers": sum(child.runs for child in supervisor.children)}

    def _jobs(self) -> None:
        self.scheduler.add_listener(_noticed, EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED | EVENT_JOB_ERROR)
        now = timezone.now()
        for seconds, job in (
            (10, take_back),
            (10, settle_held_pages),
            (30, seal),
            (30, self._reload),
            (300, self._mark_due),
            (300, reckon_coverage),
            (300, self._fill_gaps),
            (1800, self._reconcile),
            (3600, reckon_usual_rhythm),
            (3600, drop_old_records),
            *((3600, job) for job in self.hourly),
            *((60, job) for job in self.minutely),
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
            self.supervisor.replace()

    def _fill_gaps(self) -> None:
        done = {what: number for what, number in fill_gaps(self.specs, timezone.now()).items() if number}
        if done:
            log.info("gaps_filled", **done)

    def _reconcile(self) -> None:
        begun = reconcile_yesterday(self.specs, timezone.now())
        if begun:
            log.info("reconciliation_begun", outlets=begun)

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
