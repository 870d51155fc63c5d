"""Rows on their way out: counted, and where they break off, remembered with why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import structlog

log = structlog.get_logger("rasad.desk")


class CountedRows:
    """The rows of one export, which has begun and can no longer be answered with an error.

    A fault ends them instead of being raised; whoever writes them then writes `note`, so that a reader of the
    file sees that it is incomplete. `total`: how many were promised and are given at most, where it is known.
    """

    def __init__(self, found: Iterable[Mapping[str, Any]], total: int | None = None) -> None:
        self.found, self.total = found, total
        self.written = 0
        self.fault = ""

    def each[T](self, write: Callable[[Mapping[str, Any]], T]) -> Iterator[T]:
        """The rows as `write` makes them, to the last or to the first fault."""
        try:
            for row in islice(self.found, self.total):
                made = write(row)
                self.written += 1
                yield made
        except Exception as fault:
            self.cut(type(fault).__name__)
            log.exception("export_cut", written=self.written, total=self.total)

    def cut(self, why: str) -> None:
        """Nothing more is written; `why` is said in the file."""
        self.fault = why

    @property
    def incomplete(self) -> bool:
        """Whether they broke off, or fewer came than were promised."""
        return bool(self.fault) or (self.total is not None and self.written < self.total)

    @property
    def note(self) -> str:
        """What a reader of the file must know of its end; empty where nothing is amiss."""
        if not self.incomplete:
            return ""
        of = self.written if self.total is None else f"{self.written} of {self.total}"
        persian = str(self.written) if self.total is None else f"{self.written} از {self.total}"
        why = self.fault or "fewer were found than counted"
        return f"فایل ناقص است: {persian} مطلب نوشته شد؛ دوباره بگیرید. INCOMPLETE: {of} articles ({why})."
