"""The loop that runs stages: one thread each, woken by the stage before it, paused while a service is away.

One process is enough for a city on two cores: extraction runs in its own workers, the threads share
one right to write (SQLite has no second), and tantivy has one writer anyway. `--stages` spreads the
stages over processes and machines.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import DatabaseError, connection
from django.utils import timezone

from pipelines.stage import Stage, StageDefinition
from rasad.archive.jobs import queues
from rasad.archive.jobs.faults import service_fault
from rasad.archive.jobs.heartbeats import HeartbeatThread
from rasad.archive.jobs.lease_holders import owner
from rasad.backoff import Backoff

log = structlog.get_logger("rasad.pipelines")

POLL_SECONDS = 0.15  # how long an idle stage sleeps where nothing wakes it
#: While a service is away.
RETRY = Backoff(1, 2, 30)
LOCK_SECONDS = 30.0
RECLAIM_SECONDS = 30.0


@dataclass
class Runner:
    """One stage's thread: what it runs, and how it fares."""

    definition: StageDefinition
    stage: Stage
    owner: str = field(default_factory=owner)
    wake: threading.Event = field(default_factory=threading.Event)
    busy: bool = True
    handled: int = 0
    failures: int = 0  # in a row
    trouble: str = ""  # why it is paused
    since: str = ""  # since when, ISO 8601
    _locked_until: float = 0.0

    @property
    def name(self) -> str:
        """The name of its thread."""
        return self.stage.thread

    @property
    def lock(self) -> str:
        """The lock that lets one process at a time run a single stage."""
        return f"stage:{self.definition.name}"

    @property
    def pause(self) -> float:
        """Seconds to wait before the next try; 0 while all is well."""
        return RETRY.pause(self.failures)

    def step(self) -> int:
        """Run the stage once, if it is this process's turn; how many items it took."""
        if self.definition.single and time.monotonic() > self._locked_until - LOCK_SECONDS / 2:
            if not queues.acquire_lock(self.lock, self.owner, LOCK_SECONDS):
                return 0
            self._locked_until = time.monotonic() + LOCK_SECONDS
        return self.stage.run_once(self.definition.limit)


class Consumer:
    """Runs stages until it is told to stop, or, with `until_empty`, until nothing is left to do."""

    def __init__(self, runners: Sequence[Runner], *, until_empty: bool = False) -> None:
        self.runners = list(runners)
        self.until_empty = until_empty
        self.stopping = threading.Event()

    def stop(self) -> None:
        """Finish what is in hand, then end."""
        self.stopping.set()
        for runner in self.runners:
            runner.wake.set()

    def run(self) -> None:
        """Blocks until the end; safe to call once."""
        self._reclaim()
        heartbeat = HeartbeatThread("consume").start()
        threads = [
            threading.Thread(target=self._loop, args=(runner,), name=f"stage-{runner.name}")
            for runner in self.runners
        ]
        for thread in threads:
            thread.start()
        reclaimed = time.monotonic()
        try:
            while not self.stopping.wait(0.05 if self.until_empty else 1.0):
                heartbeat.detail = self.state()
                if self.until_empty and self._empty():
                    break
                if time.monotonic() - reclaimed > RECLAIM_SECONDS:
                    reclaimed = time.monotonic()
                    self._reclaim()
        finally:
            self.stop()
            for thread in threads:
                thread.join()
            for runner in self.runners:
                queues.release_lock(runner.lock, runner.owner)
            heartbeat.stop()

    def state(self) -> dict[str, dict[str, Any]]:
        """How each stage fares, for the sign of life: handled, paused (seconds, 0: not), trouble, since."""
        return {
            runner.name: {
                "handled": runner.handled,
                "paused": runner.pause,
                "trouble": runner.trouble,
                "since": runner.since,
            }
            for runner in self.runners
        }

    def _reclaim(self) -> None:
        """Take back what dead processes of this machine held, of each kind of queue once."""
        try:
            for reclaim in {runner.stage.reclaim for runner in self.runners}:
                reclaim()
        except DatabaseError as error:
            log.warning("reclaim_failed", error=str(error))
            connection.close()

    def _empty(self) -> bool:
        """Nothing due in any of our stages, and none of them at work (checked twice over)."""
        return not self._working() and not self._working()

    def _working(self) -> bool:
        return any(runner.busy for runner in self.runners) or any(
            runner.stage.has_work() for runner in self.runners
        )

    def _loop(self, runner: Runner) -> None:
        try:
            while not self.stopping.is_set():
                runner.wake.clear()
                runner.busy = True
                taken = self._step(runner)
                runner.busy = taken > 0 or runner.pause > 0
                if taken:
                    runner.handled += taken
                    self._wake(runner.definition.gives)
                elif runner.pause:
                    self.stopping.wait(runner.pause)
                else:
                    runner.wake.wait(POLL_SECONDS)
        finally:
            runner.busy = False
            try:
                runner.stage.close()
            finally:
                connection.close()

    def _wake(self, stages: frozenset[str]) -> None:
        for runner in self.runners:
            if runner.definition.name in stages:
                runner.wake.set()

    def _step(self, runner: Runner) -> int:
        """One step; while something is away, ever longer pauses, and nothing is counted."""
        try:
            taken = runner.step()
        except Exception as error:
            fault = service_fault(error)
            self._pause(runner, str(fault or f"{type(error).__name__}: {error}"))
            log.warning(
                "stage_paused",
                stage=runner.name,
                seconds=runner.pause,
                error=runner.trouble,
                exc_info=fault is None,
            )
            return 0
        if runner.failures:
            log.info("stage_resumed", stage=runner.name, paused_since=runner.since)
        runner.failures, runner.trouble, runner.since = 0, "", ""
        return taken

    @staticmethod
    def _pause(runner: Runner, trouble: str) -> None:
        runner.failures += 1
        runner.trouble = trouble[:300]
        runner.since = runner.since or timezone.now().isoformat()
        connection.close()
