"""What a stage is to the loop that runs it."""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pipelines.effects import Effects
from pipelines.outcomes import StageOutcome
from rasad.archive import jobs
from rasad.archive.models import Job
from rasad.archive.stage_counts import count
from rasad.archive.transactions import write_transaction

#: Longest that one transaction gathers effects (seconds), and most items in it.
GATHER_SECONDS = 0.2
GATHER_ITEMS = 50


class ServiceUnavailableError(Exception):
    """A service that the stage needs is away; nothing is the items' fault. The message names it."""


@dataclass(frozen=True)
class Stage:
    """A stage's name and how it handles leased rows.

    `handle` ends each row itself: done, failed or released. `single`: only one process may run it.
    """

    name: str
    handle: Callable[[list[Job]], None]
    limit: int = GATHER_ITEMS
    single: bool = False
    close: Callable[[], None] = lambda: None


class Batch:
    """The effects of one transaction: what is done, and how it came out."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        self.outcomes: Tally[str] = Tally()
        self.works: list[Job] = []
        self.effects = Effects()
        self._until = time.monotonic() + GATHER_SECONDS

    @property
    def full(self) -> bool:
        """Whether the transaction should end now."""
        return len(self.works) >= GATHER_ITEMS or time.monotonic() >= self._until

    def done(self, item: Job, *outcomes: StageOutcome) -> None:
        """An item is handled; its outcomes (one a thing it held)."""
        self.works.append(item)
        self.outcomes.update(str(one) for one in outcomes)

    def failed(self, item: Job, reason: str, detail: str, *, final: bool = False) -> None:
        """An item is at fault."""
        gave_up = jobs.fail(item, reason, detail, at_fault=True, final=final)
        self.outcomes[StageOutcome.QUARANTINED if gave_up else StageOutcome.RETRY] += 1


@contextmanager
def batch(stage: str) -> Iterator[Batch]:
    """One transaction of a stage: effects, rows that go and counts become durable together."""
    with write_transaction():
        gathered = Batch(stage)
        yield gathered
        gathered.effects.write()
        jobs.done(gathered.works)
        count(stage, gathered.outcomes)


def batches(stage: str, works: Sequence[Job], each: Callable[[Batch, Job], None]) -> None:
    """Run `each` over the rows in short transactions."""
    place = 0
    while place < len(works):
        with batch(stage) as gathered:
            while place < len(works):
                each(gathered, works[place])
                place += 1
                if gathered.full:
                    break
