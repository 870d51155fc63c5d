"""The loop that runs stages: one thread each, woken by the stage before it, paused while a service is away.

One process is enough for a city on two cores: extraction runs in its own workers, the threads share
one right to write (SQLite has no second), and tantivy has one writer anyway. `--stages` spreads the
stages over processes and machines.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from pipelines.stage import ServiceUnavailableError, Stage
from rasad.archive import jobs
from rasad.archive.heartbeats import HeartbeatThread
from rasad.archive.models import Job
from rasad.archive.processes import owner
from rasad.archive.transactions import write_transaction
from rasad.backoff import Backoff
from rasad.desk.alerts.delivery.outbox import due as deliveries_due
from rasad.desk.alerts.delivery.outbox import reclaim as reclaim_deliveries

log = structlog.get_logger("rasad.pipelines")

POLL_SECONDS = 0.15  # how long an idle stage sleeps where nothing wakes it
#: While a service is away.
RETRY = Backoff(1, 2, 30)
LEASE_SECONDS = 120.0
HOLD_SECONDS = 30.0
SPRING_CLEAN_SECONDS = 30.0
#: Which stages a stage gives work to.
NEXT: dict[str, tuple[str, ...]] = {
    "parse": ("story", "index", "alerts"),
    "story": ("index", "alerts", "coverage"),
    "alerts": ("deliver", "deliver-others"),
}
ALL_STAGES = ("parse", "story", "index", "alerts", "coverage", "deliver")


@dataclass
class Runner:
    """One stage's thread: what it does, and how it fares."""

    name: str
    step: Callable[[], int]
    close: Callable[[], None] = lambda: None
    wake: threading.Event = field(default_factory=threading.Event)
    busy: bool = True
    handled: int = 0
    failures: int = 0  # in a row
    trouble: str = ""

    @property
    def pause(self) -> float:
        """Seconds to wait before the next try; 0 while all is well."""
        return RETRY.pause(self.failures)


def stepper(stage: Stage, who: str) -> Callable[[], int]:
    """One turn of a stage: lease, handle; returns how many rows it took."""
    held_until = 0.0

    def step() -> int:
        nonlocal held_until
        if stage.single and time.monotonic() > held_until - HOLD_SECONDS / 2:
            if not jobs.acquire_lock(f"stage:{stage.name}", who, HOLD_SECONDS):
                return 0
            held_until = time.monotonic() + HOLD_SECONDS
        rows = jobs.lease(stage.name, who, stage.limit, LEASE_SECONDS)
        if rows:
            _handle(stage, rows)
        return len(rows)

    return step


def _handle(stage: Stage, rows: list[Job]) -> None:
    """Handle a lease; a fault that is nobody's in particular is narrowed down row by row."""
    try:
        stage.handle(rows)
    except (ServiceUnavailableError, OperationalError, InterfaceError):
        _give_back(rows)
        raise
    except Exception as fault:
        log.exception("a stage failed", stage=stage.name, rows=len(rows))
        left = list(Job.objects.filter(id__in=[row.id for row in rows]).held_by(rows[0].lease_owner))
        if len(rows) == 1:
            for row in left:
                with write_transaction():
                    jobs.fail(row, type(fault).__name__, str(fault), at_fault=True)
            return
        for row in left:
            _handle(stage, [row])


def _give_back(rows: Sequence[Job]) -> None:
    try:
        jobs.release(rows)
    except DatabaseError:
        connection.close()  # the leases run out by themselves


class Consumer:
    """Runs stages until it is told to stop, or, with `until_empty`, until nothing is left to do."""

    def __init__(self, runners: Sequence[Runner], *, until_empty: bool = False) -> None:
        self.runners = list(runners)
        self.by_name = {runner.name: runner for runner in self.runners}
        self.until_empty = until_empty
        self.stopping = threading.Event()

    def stop(self) -> None:
        """Finish what is in hand, then end."""
        self.stopping.set()
        for runner in self.runners:
            runner.wake.set()

    def run(self) -> None:
        """Blocks until the end; safe to call once."""
        jobs.reclaim()
        reclaim_deliveries()
        beating = HeartbeatThread("consume").start()
        threads = [
            threading.Thread(target=self._loop, args=(runner,), name=f"stage-{runner.name}")
            for runner in self.runners
        ]
        for thread in threads:
            thread.start()
        cleaned = time.monotonic()
        try:
            while not self.stopping.wait(0.05 if self.until_empty else 1.0):
                beating.detail = {
                    runner.name: {
                        "handled": runner.handled,
                        "paused": runner.pause,
                        "trouble": runner.trouble,
                    }
                    for runner in self.runners
                }
                if self.until_empty and self._empty():
                    break
                if time.monotonic() - cleaned > SPRING_CLEAN_SECONDS:
                    cleaned = time.monotonic()
                    self._spring_clean()
        finally:
            self.stop()
            for thread in threads:
                thread.join()
            for runner in self.runners:
                jobs.release_lock(f"stage:{runner.name}", owner())
            beating.stop()

    def _spring_clean(self) -> None:
        try:
            jobs.reclaim()
            reclaim_deliveries()
        except DatabaseError as error:
            log.warning("no housekeeping", error=str(error))
            connection.close()

    def _empty(self) -> bool:
        """Nothing due in any of our stages, and none of them at work (checked twice over)."""
        if any(runner.busy for runner in self.runners) or self._left():
            return False
        return not any(runner.busy for runner in self.runners) and not self._left()

    def _left(self) -> bool:
        stages = [name for name in self.by_name if name not in ("deliver", "deliver-others")]
        soon = jobs.waiting(stages, due=True)
        retrying = Job.objects.filter(stage__in=stages, attempts__gt=0).exists()
        return bool(soon) or retrying or ("deliver" in self.by_name and deliveries_due())

    def _loop(self, runner: Runner) -> None:
        try:
            while not self.stopping.is_set():
                runner.wake.clear()
                runner.busy = True
                taken = self._turn(runner)
                runner.busy = taken > 0 or runner.pause > 0
                if taken:
                    runner.handled += taken
                    for name in NEXT.get(runner.name, ()):
                        if name in self.by_name:
                            self.by_name[name].wake.set()
                elif runner.pause:
                    self.stopping.wait(runner.pause)
                else:
                    runner.wake.wait(POLL_SECONDS)
        finally:
            runner.busy = False
            try:
                runner.close()
            finally:
                connection.close()

    def _turn(self, runner: Runner) -> int:
        """One step; while something is away, ever longer pauses, and nothing is counted."""
        try:
            taken = runner.step()
        except (ServiceUnavailableError, OperationalError, InterfaceError) as error:
            runner.failures += 1
            runner.trouble = str(error)[:200]
            log.warning("stage paused", stage=runner.name, seconds=runner.pause, error=str(error)[:300])
            connection.close()
            return 0
        except Exception:
            runner.failures += 1
            runner.trouble = "see the log"
            log.exception("stage stumbled", stage=runner.name)
            connection.close()
            return 0
        runner.failures, runner.trouble = 0, ""
        return taken
