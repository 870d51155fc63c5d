"""Hours in the dates of a query: «۱۴۰۵/۹/۹ ۲۰:۰۰», «دیروز ساعت ۸ شب», «امروز صبح», «دیشب»."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from rasad.persian.dates.clock import find_time
from rasad.persian.dates.jalali import tehran
from rasad.persian.dates.numeric import ImpossibleDayError

Bounds = tuple[datetime, datetime]

_HALF = "بامداد|صبح|ظهر|بعد ?از ?ظهر|عصر|غروب|شب"
_HOUR = re.compile(
    rf"(?P<day>.+?)(?:[ ,t]+(?:ساعت )?|[ ,-]+)(?P<time>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?: (?:{_HALF}))?"
    rf"|(?<=ساعت )\d{{1,2}}(?: (?:{_HALF}))?|\d{{1,2}} (?:{_HALF}))"
)
_PART = re.compile(rf"(?P<day>.+?) (?P<part>{_HALF})")
_NIGHTS = {"امشب": "امروز", "دیشب": "دیروز", "شب گذشته": "دیروز", "پریشب": "پریروز"}
_PARTS = {  # hours from the day's midnight
    "بامداد": (0, 6),
    "صبح": (6, 12),
    "ظهر": (11, 15),
    "بعدازظهر": (12, 18),
    "عصر": (15, 20),
    "غروب": (17, 20),
    "شب": (20, 32),  # until the office opens
}
_CLOCK = re.compile(r"\d ?: ?\d|ساعت \d")


def names_an_hour(plain: str) -> bool:
    """Whether a text speaks of a time of day, so that to read a whole day from it would drop the hour."""
    return _CLOCK.search(plain) is not None


def hour_bounds(plain: str, day_of: Callable[[str], Bounds | None]) -> Bounds | None:
    """The bounds of a time of day, or of a part of one; `day_of` reads the day before it.

    A time is a moment: as a beginning what comes from it on, as an end what was before it.
    """
    if plain in _NIGHTS:
        return _part(day_of(_NIGHTS[plain]), "شب")
    if parts := _HOUR.fullmatch(plain):
        return _moment(day_of(parts["day"]), parts["time"])
    if parts := _PART.fullmatch(plain):
        return _part(day_of(parts["day"]), parts["part"].replace(" ", ""))
    return None


def _moment(day: Bounds | None, written: str) -> Bounds | None:
    if day is None or not _is_a_day(day):
        return None
    try:
        found = find_time(written if ":" in written else f"ساعت {written}")
    except ImpossibleDayError:
        return None
    if found is None:
        return None
    hour, minute, second = found
    at = _after_midnight(day, timedelta(hours=hour, minutes=minute, seconds=second))
    return at, at


def _part(day: Bounds | None, part: str) -> Bounds | None:
    if day is None or not _is_a_day(day):
        return None
    first, last = _PARTS[part]
    return _after_midnight(day, timedelta(hours=first)), _after_midnight(day, timedelta(hours=last))


def _is_a_day(span: Bounds) -> bool:
    return timedelta(hours=22) < span[1] - span[0] < timedelta(hours=26)


def _after_midnight(day: Bounds, time: timedelta) -> datetime:
    """So long after midnight by Tehran's clock on the wall."""
    return tehran(day[0]) + time
