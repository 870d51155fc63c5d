"""Two searches side by side over time, each as a share of all that was published («توجه»)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rasad.persian.dates.jalali import tehran
from rasad.search.requests import SearchRequest
from search_api.search import search_request
from search_api.search.state import SearchState

MOST_DAYS = 120


@dataclass(frozen=True, slots=True)
class ComparedDay:
    """One Tehran day: articles of each search, and all that was published."""

    day: datetime  # its midnight
    counts: tuple[int, int]
    published: int

    @property
    def shares(self) -> tuple[float, float]:
        """Of all that was published, 0..1."""
        whole = self.published or 1
        return self.counts[0] / whole, self.counts[1] / whole


@dataclass(frozen=True, slots=True)
class SearchComparison:
    """Two searches over the same days."""

    days: list[ComparedDay]
    totals: tuple[int, int]
    published: int


def compare(first: SearchState, query: str, now: datetime) -> SearchComparison:
    """The search of a state and another query within the same filters, day by day.

    Raises `SearchRefusedError`.
    """
    states = (first, first.change(q=query), first.change(q=""))
    counted = [_daily(search_request.request_of(one.change(rows="article"), now)) for one in states]
    days = sorted(counted[2])[-MOST_DAYS:]
    rows = [
        ComparedDay(day, (counted[0].get(day, 0), counted[1].get(day, 0)), counted[2][day]) for day in days
    ]
    totals = sum(row.counts[0] for row in rows), sum(row.counts[1] for row in rows)
    return SearchComparison(rows, totals, sum(row.published for row in rows))


def _daily(asked: SearchRequest) -> dict[datetime, int]:
    """Counts by Tehran day; of a long time the last days alone."""
    plain = replace(asked, size=0, by_story=False, facets=False, histogram="day", after=None)
    found = search_request.run(plain)
    if found.histogram_unit not in (None, "day") and found.histogram:
        last = max(start for start, count in found.histogram if count)
        start = max(filter(None, (asked.filters.start, last - timedelta(days=MOST_DAYS))))
        narrow = replace(plain, filters=replace(plain.filters, start=start))
        found = search_request.run(narrow)
    return {
        tehran(start).replace(hour=0, minute=0, second=0, microsecond=0): count
        for start, count in found.histogram
    }
