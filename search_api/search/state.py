"""What the address bar says about a search: one value, read from and written to the query string."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from rasad.persian.dates.jalali import format_numeric, tehran_today
from rasad.search.query.ast import KEY_FIELDS
from rasad.search.query.date_spans import day_bounds
from rasad.search.requests import list_field
from search_api.labels import SORTS

# name in the address → field; the order is the order in the address
_LISTS: dict[str, str] = {key: list_field(key) for key in KEY_FIELDS}
_WORDS = {"q": "q", "from": "start", "to": "end", "sort": "sort", "rows": "rows", "after": "after"}
MAX_CHOICES = 50  # of one facet


@dataclass(frozen=True)
class SearchState:
    """One search as typed: the query text, the chosen facets, dates as text, order, and the cursor."""

    q: str = ""
    outlets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    importances: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    sort: str = "newest"
    rows: str = "story"  # story: one row a story; article: one row an article
    after: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> SearchState:
        """Read a query string; what is unknown or too long is dropped, never an error."""
        values: dict[str, Any] = {}
        for name, field in _LISTS.items():
            chosen = [value[:200] for value in data.getlist(name) if value and "\x00" not in value]
            values[field] = tuple(dict.fromkeys(chosen))[:MAX_CHOICES]
        for name, field in _WORDS.items():
            values[field] = data.get(name, "").replace("\x00", "").strip()[:2000]
        if values["sort"] not in SORTS:
            values["sort"] = "newest"
        if values["rows"] != "article":
            values["rows"] = "story"
        return cls(**values)

    def pairs(self) -> list[tuple[str, str]]:
        """Name and value pairs for an address, without defaults."""
        found = [("q", self.q)] if self.q else []
        for name, field in _LISTS.items():
            found += [(name, value) for value in getattr(self, field)]
        for name, field in _WORDS.items():
            value = getattr(self, field)
            if name != "q" and value and value != _DEFAULTS[field]:
                found.append((name, value))
        return found

    def query_string(self) -> str:
        """The address after `?`, empty for the plain page."""
        return urlencode(self.pairs())

    @property
    def hidden_pairs(self) -> list[tuple[str, str]]:
        """What the form must carry along besides its own boxes."""
        return [pair for pair in self.pairs() if pair[0] not in ("q", "from", "to", "after")]

    def change(self, **changes: Any) -> SearchState:
        """The same search with something changed, from its first page."""
        return replace(self, **{"after": "", **changes})

    def toggle(self, field: str, value: str) -> SearchState:
        """The same search with one facet value added, or removed where it was chosen."""
        chosen: tuple[str, ...] = getattr(self, field)
        return self.change(
            **{field: tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)}
        )

    @property
    def is_plain(self) -> bool:
        """Nothing was asked: the page shows the newest."""
        return not self.q and not self.filtered

    @property
    def filtered(self) -> bool:
        """Some facet or date narrows the search."""
        return bool(self.start or self.end or any(getattr(self, field) for field in _LISTS.values()))


_DEFAULTS = {field.name: field.default for field in fields(SearchState)}


class DateError(ValueError):
    """A date box could not be read; the message is Persian and says what to write."""


def bounds(state: SearchState, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The half-open time span of the date boxes, aware. Raises `DateError` with what to write instead."""
    found: list[tuple[datetime, datetime] | None] = []
    for text in (state.start, state.end):
        span = day_bounds(text, now) if text else None
        if text and span is None:
            raise DateError(f"تاریخ «{text}» خوانده نشد. مانند ۱۴۰۵/۰۸/۲۳، «دیروز» یا «دیروز ۲۰:۰۰» بنویسید.")
        found.append(span)
    start = found[0][0] if found[0] else None
    end = found[1][1] if found[1] else None
    if start and end and start >= end:
        raise DateError("«از تاریخ» پس از «تا تاریخ» است؛ جای آن دو را عوض کنید.")
    return start, end


def quick_dates(now: datetime) -> list[tuple[str, str, str]]:
    """(label, from, to) of the one-click spans, as Jalali text."""
    today = tehran_today(now)
    yesterday = today - timedelta(days=1)
    text = format_numeric(today)
    return [
        ("امروز", text, text),
        ("دیشب تا صبح", "دیشب", "دیشب"),
        ("دیروز", format_numeric(yesterday), format_numeric(yesterday)),
        ("۷ روز", format_numeric(today - timedelta(days=6)), text),
        ("۳۰ روز", format_numeric(today - timedelta(days=29)), text),
    ]


def day_text(moment: date) -> str:
    """A day as the date boxes write it."""
    return format_numeric(moment)
