"""A backfill's way through the past of one feed: what each page leads to. Pure functions on values.

Each page of the way is a row of the frontier, whose hint holds a `BackfillStep`: a death costs one page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from crawler.feeds.poll_pages import patience_of, ways_on
from rasad.archive.frontier import Announcement
from rasad.extract.announcements.reading import Announced, Reading
from rasad.outlets.definitions import FeedSpec
from rasad.persian.dates.jalali import from_jalali, month_days, tehran_today

#: Below everything that is new.
PRIORITY = -10
_LONGEST_URL = 2000
_LIST_KINDS = {
    "rss": "feed_page", "json": "feed_page", "news_sitemap": "sitemap_page", "sitemap": "sitemap_page",
    "listing": "listing_page", "archive": "archive_page", "edition": "edition_page", "telegram": "social",
    "eitaa": "social", "aparat": "feed_page",
}  # fmt: skip
_NAMED_MONTH = re.compile(r"(?<!\d)((?:1[34]|20)\d\d)[-_/.]?(0[1-9]|1[0-2])?(?:[-_/.]?([0-3]\d))?(?!\d)")


@dataclass(frozen=True)
class BackfillStep:
    """One page on the way. `kind` and `feed` name the feed; `empty`: pages in a row that held nothing;
    `previous`: signature of the page before; `address`: the page's own, where it is too long for a row."""

    backfill: int
    kind: str
    feed: str
    start: date
    end: date
    empty: int = 0
    previous: str = ""
    address: str = ""

    @classmethod
    def load(cls, data: Any) -> BackfillStep | None:
        """Read what `dump` wrote; None for anything else."""
        try:
            days = {name: date.fromisoformat(data[name]) for name in ("start", "end")}
            return cls(**{**data, **days})
        except (TypeError, ValueError, KeyError):
            return None

    def dump(self) -> dict[str, Any]:
        """As JSON values."""
        return {**vars(self), "start": self.start.isoformat(), "end": self.end.isoformat()}

    def announce(self, address: str) -> Announcement:
        """The row of another page on this way."""
        long = len(address) > _LONGEST_URL
        step = replace(self, address=address if long else "")
        url = f"{address[: _LONGEST_URL - 100]}&rest={hash_of(address)}" if long else address
        return Announcement(url, {"backfill": step.dump()}, _LIST_KINDS[self.kind], PRIORITY, again=True)

    def holds(self, day: date) -> bool:
        """Whether a day belongs to what was asked for."""
        return self.start <= day <= self.end


def hash_of(address: str) -> str:
    """A short name of an address that is too long for a row."""
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def first_pages(step: BackfillStep, definition: FeedSpec, today: date) -> list[str]:
    """Where a backfill of a feed begins: each period of its days, else the newest page."""
    template = definition.template
    if template.unit is not None and not definition.form_of:
        periods, day = [], template.period_of(min(step.end, today))
        while day >= template.period_of(step.start):
            periods.append(template.fill(day))
            day = template.period_before(day)
        return periods
    return [definition.front or template.fill(min(step.end, today))]


def found_on(
    step: BackfillStep, definition: FeedSpec, address: str, reading: Reading, now: datetime
) -> list[Announcement]:
    """What a page announces of the days asked for, and the pages that it leads to."""
    dated = [(item, _day_of(item, reading)) for item in reading.items]
    period = _period(definition, address)
    items = [
        Announcement(item.url, item.hint, item.kind, PRIORITY, item.page)
        for item, day in dated
        if (step.holds(day) if day is not None else period is None or _meets(step, *period))
    ]
    maps = [step.announce(url) for url, at in reading.children if _may_hold(step, url, at)]
    return [*items, *maps, *_onward(step, definition, address, reading, [day for _, day in dated], now)]


def _onward(
    step: BackfillStep,
    definition: FeedSpec,
    address: str,
    reading: Reading,
    days: list[date | None],
    now: datetime,
) -> Iterator[Announcement]:
    """The pages behind this one, until all that is dated is older than what was asked for."""
    ways = ways_on(definition, address, reading, tehran_today(now))
    known = [day for day in days if day is not None]
    is_past = bool(known) and max(known) < step.start
    is_repeated = bool(reading.signature) and reading.signature == step.previous
    here = replace(step, previous=reading.signature, address="")
    for one in ways.now:
        yield here.announce(one)
    if ways.older and reading.items and not is_past and not is_repeated:
        yield here.announce(ways.older)
    if definition.template.unit is not None and not definition.form_of:
        return  # each period has a row of its own
    empty = 0 if reading.items else step.empty + 1
    is_first = _is_first_page(definition, address)
    goes_back = is_first and not is_past and empty < patience_of(definition)
    if ways.earlier and goes_back and _starts_after(definition, ways.earlier, step):
        yield replace(here, empty=empty, previous="").announce(ways.earlier)


def _starts_after(definition: FeedSpec, earlier: str, step: BackfillStep) -> bool:
    """Whether the period before may still hold days that were asked for."""
    period = _period(definition, earlier)
    return period is None or period[1] >= step.start


def _is_first_page(definition: FeedSpec, address: str) -> bool:
    """The way to the period before goes out from its first page, once."""
    place = definition.template.read(address)
    return place is None or place.page is None or place.page == definition.first


def _day_of(item: Announced, reading: Reading) -> date | None:
    """The Tehran day of an item: its own, of a map without one that of its last change, or its issue's."""
    text = item.hint.get("published") or item.hint.get("modified")
    if text:
        return tehran_today(datetime.fromisoformat(text))
    return tehran_today(reading.day) if reading.day is not None else None


def _period(definition: FeedSpec, address: str) -> tuple[date, date] | None:
    """First and last day of the period that an address names."""
    place = definition.template.read(address)
    if place is None or place.day is None:
        return None
    return definition.template.period_of(place.day), definition.template.end_of(place.day)


def _meets(step: BackfillStep, first: date, last: date) -> bool:
    return first <= step.end and last >= step.start


def _may_hold(step: BackfillStep, url: str, at: float | None) -> bool:
    """Whether a map of an index may name items of the days: by its address, else by its change."""
    named = _named_period(url)
    if named is not None:
        return _meets(step, *named)
    return at is None or tehran_today(datetime.fromtimestamp(at, UTC)) >= step.start


def _named_period(url: str) -> tuple[date, date] | None:
    found = _NAMED_MONTH.search(url.partition("://")[2].partition("/")[2])
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if year < 1500:
            last_month = month or 12
            return (
                from_jalali(year, month or 1, day or 1),
                from_jalali(year, last_month, day or month_days(year, last_month)),
            )
        first = date(year, month or 1, day or 1)
        following = date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
        return first, first if day else date.fromordinal(following.toordinal() - 1)
    except ValueError:
        return None
