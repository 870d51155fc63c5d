"""Which items of a document that announces too many are read: the newest, by dates that are cheap to read.

Works on text, before any parser: what is left out costs one look for its beginning and one for its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_MOST_DATED = 200_000  # items whose dates are looked at: the first and the last half of them
_NOT_MARKUP = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
_DATE = re.compile(
    r"<(?:[a-z]\w{0,20}:)?(?:pubdate|published|publication_date|date|issued|created|updated|modified|lastmod)\b"
    r"[^>]{0,200}>\s*(?:<!\[CDATA\[)?\s*([^<\]]{4,60})",
    re.I,
)
_TIME = r"(?:[ T,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[ -]([a-z]{{3}})[a-z]*[ -](\d{{4}}){_TIME}", re.I)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_NEWEST = (9999,)  # what stands above the first date that can be read

Stamp = tuple[int, ...]


class Cut(NamedTuple):
    """A document with its newest items, newest first, and how many others it had."""

    text: str
    left_out: int


def cut_to_newest(text: str, names: Sequence[str], most: int) -> Cut:
    """An XML text with at most `most` elements of these names; unchanged where it has no more."""
    start_tag = re.compile(rf"{_NOT_MARKUP}|<(?:[a-z]\w{{0,20}}:)?({'|'.join(names)})[\s/>]", re.S | re.I)
    starts = [found.start() for found in start_tag.finditer(text) if found[1]]
    if len(starts) <= most:
        return Cut(text, 0)
    end = _end_of(text, starts[-1], names)
    bounds = [*starts, end]
    dated = _looked_at(len(starts))
    stamps = newest_first((_written_date(text, bounds[n], bounds[n + 1]) for n in dated), most)
    items = (text[bounds[dated[n]] : bounds[dated[n] + 1]] for n in stamps)
    return Cut(f"{text[: starts[0]]}{''.join(items)}{text[end:]}", len(starts) - most)


def newest_first(dates: Iterable[str], most: int) -> list[int]:
    """The numbers of the `most` newest items, newest first; in their order where no date can be read.

    An item without a date is as old as the one before it.
    """
    stamps: list[Stamp] = []
    last: Stamp = _NEWEST
    for written in dates:
        last = stamp(written) or last
        stamps.append(last)
    return sorted(range(len(stamps)), key=lambda n: stamps[n], reverse=True)[:most]


def stamp(written: str) -> Stamp | None:
    """Year, month, day and time of a date in digits or in RFC 822's form, for comparing; without its zone."""
    if found := _YEAR_FIRST.search(written):
        return tuple(int(part or 0) for part in found.groups())
    if (found := _DAY_FIRST.search(written)) and (month := _MONTHS.get(found[2].lower())):
        return int(found[3]), month, int(found[1]), *(int(part or 0) for part in found.groups()[3:])
    return None


def _written_date(text: str, start: int, end: int) -> str:
    found = _DATE.search(text, start, end)
    return found[1] if found else ""


def _looked_at(count: int) -> Sequence[int]:
    half = _MOST_DATED // 2
    return range(count) if count <= _MOST_DATED else [*range(half), *range(count - half, count)]


def _end_of(text: str, start: int, names: Sequence[str]) -> int:
    """Where the last item ends."""
    found = re.compile(rf"</(?:[a-z]\w{{0,20}}:)?(?:{'|'.join(names)})\s*>", re.I).search(text, start)
    return found.end() if found else len(text)
