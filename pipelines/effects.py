"""What the items of one transaction lead to, gathered and written once at its end.

A statement costs more than the row it writes: written one by one for each article, the follow-up
work, the arrival number and the outlet's last sign of life were half of the parse stage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from rasad.archive.database.sequences import Sequence
from rasad.archive.frontier.bulk_updates import update_rows
from rasad.archive.jobs import queues
from rasad.archive.models import Capture, Frontier, Outlet
from rasad.archive.readings.outlet_readings import OutletReadings


class Effects:
    """Follow-up work, arrival numbers and outlets heard of, for one transaction."""

    def __init__(self) -> None:
        self.arrivals = Sequence("arrival")
        self._jobs: list[tuple[str, str, int]] = []
        self._heard: list[tuple[str, datetime]] = []
        self._parsed: list[tuple[int, str]] = []
        self._pages: dict[str, dict[str, str]] = {}
        self.readings = OutletReadings()

    def ask(self, stage: str, *subjects: str, order: int = 0) -> None:
        """A stage has something to do for these subjects."""
        self._jobs.extend((stage, subject, order) for subject in subjects)

    def enqueue(self, stage: str, orders: Mapping[str, int]) -> None:
        """The same for several subjects, each with the order it is to be handled in."""
        self._jobs.extend((stage, subject, order) for subject, order in orders.items())

    def heard(self, outlet: str, at: datetime) -> None:
        """An outlet gave a new article at `at`."""
        self._heard.append((outlet, at))

    def parsed(self, capture: int, what: str) -> None:
        """What the parse stage made of a capture."""
        self._parsed.append((capture, what))

    def page(self, key: str, what: str, article: str = "") -> None:
        """What the parse stage made of an announced page, and the article that it led to."""
        self._pages[key] = {"parsed": what[:40]} | ({"article": article} if article else {})

    @contextmanager
    def whole(self) -> Iterator[None]:
        """A savepoint: what an item led to is forgotten where the item's own changes are undone."""
        jobs_before, heard, locked = len(self._jobs), len(self._heard), self.arrivals.locked
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del self._jobs[jobs_before:], self._heard[heard:]
            if not locked:  # PostgreSQL gave the counter's lock back with the savepoint
                self.arrivals = Sequence(self.arrivals.name)
            raise

    def write(self) -> None:
        """Write all; call it last in the transaction."""
        self.arrivals.keep()
        by_stage: dict[str, dict[str, int]] = {}
        for stage, subject, order in self._jobs:
            by_stage.setdefault(stage, {})[subject] = order
        for stage, orders in sorted(by_stage.items()):
            queues.enqueue(stage, orders, orders=orders.values())
        latest: dict[str, datetime] = {}
        for outlet, at in self._heard:
            latest[outlet] = max(at, latest.get(outlet, at))
        for outlet, at in sorted(latest.items()):
            Outlet.objects.filter(key=outlet).exclude(last_article_at__gte=at).update(last_article_at=at)
        self._write_parsed()
        self.readings.write()
        update_rows(Frontier, sorted(self._pages.items()), by="key")
        self._jobs, self._heard, self._parsed, self._pages = [], [], [], {}

    def _write_parsed(self) -> None:
        by_result: dict[str, list[int]] = {}
        for capture, what in self._parsed:
            by_result.setdefault(what, []).append(capture)
        for what, captures in sorted(by_result.items()):
            Capture.objects.filter(pk__in=captures).update(parsed=what[:40])
