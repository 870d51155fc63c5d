"""Periods of an evaluation: Jalali months and seasons, or two days; each with the one before it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rasad.persian.dates.jalali import (
    MONTHS,
    SEASONS,
    add_months,
    day_start,
    format_jalali,
    from_jalali,
    month_bounds,
    persian_digits,
    to_jalali,
)
from rasad.persian.text.normalizer import fold

_KEY = re.compile(r"(\d{4})-(\d{1,2})|(\d{4})-s([1-4])|(\d{8})-(\d{8})")
MOST_DAYS = 366 * 2


@dataclass(frozen=True, slots=True)
class Period:
    """A span of Tehran days; `key` names it in addresses."""

    key: str
    name: str
    first_day: date
    last_day: date

    @property
    def since(self) -> datetime:
        """The first moment."""
        return day_start(self.first_day)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return day_start(self.last_day + timedelta(days=1))


def period_of(key: str, today: date) -> Period:
    """The period of a key: `1405-09`, `1405-s3`, `14050901-14050910` (Jalali days); else this month.

    Raises `ValueError` for a key that names no period.
    """
    key = fold(key.strip())
    if not key:
        year, month, _ = to_jalali(today)
        return _months(year, month, 1)
    found = _KEY.fullmatch(key)
    if found is None:
        raise ValueError(key)
    if found[1]:
        return _months(int(found[1]), int(found[2]), 1)
    if found[3]:
        return _months(int(found[3]), 3 * int(found[4]) - 2, 3)
    return days_period(_day(found[5]), _day(found[6]))


def days_period(first: date, last: date) -> Period:
    """The period of two days. Raises `ValueError` where it ends before it begins, or is too long."""
    if not first <= last or (last - first).days > MOST_DAYS:
        raise ValueError("period")
    key = "-".join(f"{year:04d}{month:02d}{day:02d}" for year, month, day in map(to_jalali, (first, last)))
    return Period(key, f"{format_jalali(first)} تا {format_jalali(last)}", first, last)


def _day(text: str) -> date:
    return from_jalali(int(text[:4]), int(text[4:6]), int(text[6:]))


def _months(year: int, month: int, count: int) -> Period:
    if not (1300 <= year <= 1499 and 1 <= month <= 12):
        raise ValueError("period")
    end_year, end_month = add_months(year, month, count - 1)
    first = month_bounds(year, month)[0].date()
    last = month_bounds(end_year, end_month)[1].date() - timedelta(days=1)
    if count == 1:
        return Period(f"{year}-{month:02d}", f"{MONTHS[month - 1]} {persian_digits(year)}", first, last)
    season = next(name for name, begins in SEASONS.items() if begins == month)
    return Period(f"{year}-s{(month + 2) // 3}", f"{season} {persian_digits(year)}", first, last)


def previous(period: Period) -> Period:
    """The period before, of the same kind and length."""
    if "-s" in period.key:
        year, month = add_months(*to_jalali(period.first_day)[:2], -3)
        return _months(year, month, 3)
    if len(period.key) <= 7:
        year, month = add_months(*to_jalali(period.first_day)[:2], -1)
        return _months(year, month, 1)
    days = (period.last_day - period.first_day).days + 1
    return days_period(period.first_day - timedelta(days=days), period.first_day - timedelta(days=1))


def choices(today: date) -> list[Period]:
    """The last thirteen months and the last five seasons, the newest first."""
    year, month, _ = to_jalali(today)
    months = [_months(*add_months(year, month, -back), 1) for back in range(13)]
    begins = month - (month - 1) % 3
    seasons = [_months(*add_months(year, begins, -3 * back), 3) for back in range(5)]
    return [*months, *seasons]
