"""What a stage is: where its work comes from, how it is handled, and what one transaction of it holds."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

import structlog
from django.db import DatabaseError, connection

from pipelines.effects import Effects
from pipelines.outcomes import StageOutcome
from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs import queues
from rasad.archive.jobs.faults import service_fault
from rasad.archive.jobs.lease_holders import owner
from rasad.archive.jobs.stage_counts import count
from rasad.archive.models import Job

log = structlog.get_logger("rasad.pipelines")

#: Longest that one transaction gathers effects (seconds), and most items in it.
GATHER_SECONDS = 0.2
GATHER_ITEMS = 50
LEASE_SECONDS = 120.0


class Stage(ABC):
    """One stage at work in one thread, whatever queue its items come from."""

    name: ClassVar[str]

    @property
    def thread(self) -> str:
        """The name of its thread, where a stage has several."""
        return self.name

    @abstractmethod
    def run_once(self, limit: int) -> int:
        """Take up to `limit` items that are due and handle them; how many were taken."""

    @abstractmethod
    def has_work(self) -> bool:
        """Whether an item is due, or was at fault and is to be tried again."""

    @staticmethod
    @abstractmethod
    def reclaim() -> object:
        """Free what dead processes of this machine held of its queue."""

    def close(self) -> None:
        """Let go of what the stage holds open."""
        return


@dataclass(frozen=True, slots=True)
class StageDefinition:
    """A row of the table of stages: what a stage is and how it is run."""

    name: str
    build: Callable[[], Sequence[Stage]]  # one a thread
    gives: frozenset[str]  # the stages that it gives work to
    limit: int  # items taken at once
    single: bool = False  # one process at a time runs it
    reason: str = ""  # of the limit and of `single`


class JobStage(Stage):
    """A stage whose items are rows of `Job`."""

    name: ClassVar[Job.Stage]

    @abstractmethod
    def handle(self, leased: list[Job]) -> None:
        """Handle leased rows; each is ended here: done, failed or released."""

    def run_once(self, limit: int) -> int:
        """Lease rows that are due and handle them."""
        leased = queues.lease(self.name, owner(), limit, LEASE_SECONDS)
        if leased:
            self._handle_or_divide(leased)
        return len(leased)

    def has_work(self) -> bool:
        """Whether a row is due or waits for another try."""
        retried = Job.objects.filter(stage=self.name, attempts__gt=0)
        return bool(queues.waiting([self.name], due=True)) or retried.exists()

    reclaim = staticmethod(queues.reclaim)

    def _handle_or_divide(self, leased: list[Job]) -> None:
        """Handle a lease; a fault that is nobody's in particular is narrowed down row by row."""
        try:
            self.handle(leased)
        except Exception as fault:
            if service_fault(fault):
                _give_back(leased)
                raise
            log.exception("stage_failed", stage=self.name, rows=len(leased))
            ids = [row.id for row in leased]
            left = list(queues.in_order(Job.objects.filter(id__in=ids).held_by(leased[0].lease_owner)))
            if len(leased) > 1:
                for row in left:
                    self._handle_or_divide([row])
                return
            for row in left:
                with write_transaction():
                    queues.fail(row, type(fault).__name__, str(fault), at_fault=True)


def _give_back(leased: Sequence[Job]) -> None:
    try:
        queues.release(leased)
    except DatabaseError:
        connection.close()  # the leases run out by themselves


class Batch:
    """The effects of one transaction: what is done, and how it came out."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        self.outcomes: Tally[str] = Tally()
        self.handled: list[Job] = []
        self.effects = Effects()
        self._until = time.monotonic() + GATHER_SECONDS

    @property
    def full(self) -> bool:
        """Whether the transaction should end now."""
        return len(self.handled) >= GATHER_ITEMS or time.monotonic() >= self._until

    def done(self, item: Job, *outcomes: StageOutcome) -> None:
        """An item is handled; its outcomes (one a thing it held)."""
        self.handled.append(item)
        self.outcomes.update(str(one) for one in outcomes)

    def failed(self, item: Job, reason: str, detail: str, *, final: bool = False) -> None:
        """An item is at fault."""
        gave_up = queues.fail(item, reason, detail, at_fault=True, final=final)
        self.outcomes[StageOutcome.QUARANTINED if gave_up else StageOutcome.RETRY] += 1


@contextmanager
def batch(stage: str) -> Iterator[Batch]:
    """One transaction of a stage: effects, rows that go and counts become durable together."""
    with write_transaction():
        gathered = Batch(stage)
        yield gathered
        gathered.effects.write()
        queues.done(gathered.handled)
        count(stage, gathered.outcomes)


def batches(stage: str, leased: Sequence[Job], each: Callable[[Batch, Job], None]) -> None:
    """Run `each` over the rows in short transactions."""
    place = 0
    while place < len(leased):
        with batch(stage) as gathered:
            while place < len(leased):
                each(gathered, leased[place])
                place += 1
                if gathered.full:
                    break
