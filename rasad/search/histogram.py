"""The columns of a histogram: hours, days, Jalali weeks and months on Tehran's clock, as UTC seconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from rasad.persian.dates.jalali import TEHRAN, day_start, from_jalali, to_jalali
from rasad.search.requests import Interval

MOST = 1_500  # columns; more become coarser
_COARSER: dict[Interval, Interval] = {"hour": "day", "day": "week", "week": "month"}
_SHORTEST: dict[Interval, int] = {
    "hour": 3_600,
    "day": 82_800,
    "week": 601_200,
    "month": 2_500_000,
}  # seconds


def columns(first: int, last: int, unit: Interval) -> tuple[Interval, list[int]]:
    """Edges (UTC seconds) of the columns from the one that holds `first` to the one that holds `last`.

    One edge more than columns. The unit is made coarser until there are at most `MOST`. A Tehran day had 23
    or 25 hours when the clock changed (until 2022-09-21); an hour's column begins where the clock shows a
    full hour.
    """
    while unit in _COARSER and (last - first) // _SHORTEST[unit] >= MOST:
        unit = _COARSER[unit]
    edges = [_floor(first, unit)]
    while edges[-1] <= last:
        edges.append(_next(edges[-1], unit))
    return unit, edges


def _day(second: int) -> date:
    return datetime.fromtimestamp(second, UTC).astimezone(TEHRAN).date()


def _start(day: date) -> int:
    return int(day_start(day).timestamp())


def _floor(second: int, unit: Interval) -> int:
    if unit == "hour":
        offset = datetime.fromtimestamp(second, UTC).astimezone(TEHRAN).utcoffset()
        shift = int(offset.total_seconds()) if offset else 0
        return second - (second + shift) % 3_600
    day = _day(second)
    if unit == "week":
        day -= timedelta(days=(day.weekday() + 2) % 7)  # Saturday
    elif unit == "month":
        jalali = to_jalali(day)
        day = from_jalali(jalali.year, jalali.month, 1)
    return _start(day)


def _next(edge: int, unit: Interval) -> int:
    if unit == "hour":
        return _floor(edge + 3_600, "hour")
    day = _day(edge)
    if unit == "day":
        return _start(day + timedelta(days=1))
    if unit == "week":
        return _start(day + timedelta(days=7))
    jalali = to_jalali(day)
    year, month = (jalali.year, jalali.month + 1) if jalali.month < 12 else (jalali.year + 1, 1)
    return _start(from_jalali(year, month, 1))
