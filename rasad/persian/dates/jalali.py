"""The Jalali calendar and Tehran's clock: conversion, display, weeks from Saturday, months.

Calendar arithmetic is persiantools'; the zone is the tz database's Asia/Tehran (summer +04:30 until
2022-09-21, +03:30 since). Dates are plain `datetime.date` (Gregorian); Jalali dates are `(year, month, day)`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from persiantools.jdatetime import JalaliDate

TEHRAN = ZoneInfo("Asia/Tehran")
MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
SEASONS = {"بهار": 1, "تابستان": 4, "پاییز": 7, "زمستان": 10}  # the month each begins with
WEEKDAYS = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه")  # Saturday first
FIRST_YEAR, LAST_YEAR = 1300, 1499  # a year in this span is Jalali: outlets write of no Gregorian one

_JALALI: Any = JalaliDate  # its constructor and conversion carry no types
_TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


class JalaliDay(NamedTuple):
    """A day of the Jalali calendar."""

    year: int
    month: int
    day: int


def persian_digits(value: object) -> str:
    """Write a value with Persian digits (۰–۹)."""
    return str(value).translate(_TO_PERSIAN)


def tehran(moment: datetime) -> datetime:
    """The same moment on Tehran's clock; a naive one is taken to be Tehran's already.

    Never raises: a moment at an end of the calendar, which has none on that clock, stays as it is.
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=TEHRAN)
    try:
        return moment.astimezone(TEHRAN)
    except OverflowError:
        return moment


def tehran_today(now: datetime | None = None) -> date:
    """The day it is in Tehran now, or at `now` (aware)."""
    return tehran(now or datetime.now(UTC)).date()


def day_start(day: date) -> datetime:
    """Midnight at the start of a Gregorian date in Tehran, aware."""
    return datetime.combine(day, time(), TEHRAN)


def to_jalali(moment: date | datetime) -> JalaliDay:
    """The Jalali day of a date, or of a moment on Tehran's clock (naive = Tehran).

    Raises `ValueError` for a day that the calendar does not reach (before 622, after 9998).
    """
    day = tehran(moment).date() if isinstance(moment, datetime) else moment
    found = _JALALI.to_jalali(day)
    return JalaliDay(found.year, found.month, found.day)


def from_jalali(year: int, month: int, day: int) -> date:
    """The Gregorian date of a Jalali day; ValueError if there is no such day (۳۰ اسفند ۱۴۰۴)."""
    if not 1 <= year <= 3000:
        raise ValueError(f"no Jalali year {year}")
    found: date = _JALALI(year, month, day).to_gregorian()
    return found


def is_leap(year: int) -> bool:
    """Whether Esfand of a Jalali year has 30 days (1403 and 1408 do)."""
    return bool(_JALALI.is_leap(year))


def month_days(year: int, month: int) -> int:
    """How many days a Jalali month has."""
    return 31 if month <= 6 else 30 if month < 12 or is_leap(year) else 29


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    """The Jalali (year, month) `count` months later, or earlier if negative."""
    index = year * 12 + month - 1 + count
    return index // 12, index % 12 + 1


def month_bounds(year: int, month: int) -> tuple[datetime, datetime]:
    """A Jalali month as half-open aware datetimes in Tehran."""
    following = add_months(year, month, 1)
    return day_start(from_jalali(year, month, 1)), day_start(from_jalali(*following, 1))


def season_bounds(name: str, year: int | None, today: date) -> tuple[datetime, datetime]:
    """A season of a Jalali year, without a year the latest that has begun, as half-open datetimes."""
    first, this = SEASONS[name], to_jalali(today)
    if year is None:
        year = this.year if first <= this.month else this.year - 1
    return month_bounds(year, first)[0], month_bounds(year, first + 2)[1]


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """A Jalali year as half-open aware datetimes in Tehran."""
    return day_start(from_jalali(year, 1, 1)), day_start(from_jalali(year + 1, 1, 1))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """A day as half-open aware datetimes in Tehran."""
    return day_start(day), day_start(day + timedelta(days=1))


def week_start(day: date) -> date:
    """The Saturday that begins the week of a date."""
    return day - timedelta(days=weekday(day))


def week_bounds(day: date) -> tuple[datetime, datetime]:
    """The week of a date, Saturday to Friday, as half-open aware datetimes in Tehran."""
    first = week_start(day)
    return day_start(first), day_start(first + timedelta(days=7))


def weekday(day: date) -> int:
    """Day of the week counted from Saturday = 0 to Friday = 6."""
    return (day.weekday() + 2) % 7


def weekday_name(day: date) -> str:
    """The Persian name of a date's weekday."""
    return WEEKDAYS[weekday(day)]


def format_jalali(moment: date | datetime, with_time: bool = True, with_weekday: bool = False) -> str:
    """Write a moment for the desk: `۲۳ آبان ۱۴۰۵، ۱۳:۴۵` on Tehran's clock; a plain date has no time.

    Never raises: a day that the Jalali calendar does not reach is written as Gregorian, and says so.
    """
    try:
        year, month, day = to_jalali(moment)
    except ValueError:
        return _gregorian(moment, with_time)
    text = f"{day} {MONTHS[month - 1]} {year}"
    if with_weekday:
        local = tehran(moment).date() if isinstance(moment, datetime) else moment
        text = f"{weekday_name(local)} {text}"
    if with_time and isinstance(moment, datetime):
        text += f"، {tehran(moment):%H:%M}"
    return persian_digits(text)


def format_numeric(moment: date | datetime, with_time: bool = False) -> str:
    """Write a moment as `۱۴۰۵/۰۸/۲۳` (and `۱۳:۴۵`), for tables and file names; never raises either."""
    try:
        year, month, day = to_jalali(moment)
    except ValueError:
        return _gregorian(moment, with_time)
    text = f"{year:04}/{month:02}/{day:02}"
    if with_time and isinstance(moment, datetime):
        text += f" {tehran(moment):%H:%M}"
    return persian_digits(text)


def _gregorian(moment: date | datetime, with_time: bool) -> str:
    text = f"{moment.year:04}-{moment.month:02}-{moment.day:02} میلادی"
    if with_time and isinstance(moment, datetime):
        text += f" {tehran(moment):%H:%M}"
    return persian_digits(text)
