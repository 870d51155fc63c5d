"""Days and longer spans that `از:` and `تا:` name: Jalali, Gregorian or told from now; each on Tehran's
clock.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from persian import dates, fold
from persian.jalali import day_start, from_jalali, month_days, tehran, to_jalali

Bounds = tuple[datetime, datetime]

_JALALI = range(1300, 1500)
_GREGORIAN = range(1900, 2101)
_WRITTEN = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_SINCE = re.compile(r"(\d{1,4}) (ساعت|روز|هفته|ماه|سال) (?:پیش|قبل|گذشته|اخیر)")
_DAYS = {"امروز": 0, "today": 0, "دیروز": -1, "yesterday": -1, "پریروز": -2, "فردا": 1, "tomorrow": 1}
_HALF_SPACES = re.compile(r"[\s_\u200c]+")
_FAR = timedelta(days=36_525)  # so that a day to come is a day, too


def day_bounds(text: str, now: datetime) -> Bounds | None:
    """First moment of the named day or span and the first moment after it (UTC, half-open).

    A day (۱۴۰۵/۰۸/۲۳, 2026-11-14, «۲۳ آبان ۱۴۰۵», دیروز, «۳ روز پیش»), a month (۱۴۰۵/۰۸, 2026-11,
    «این ماه»), a year (۱۴۰۵, امسال), a week («هفتهٔ گذشته»). None if the text names none. Never raises.
    """
    plain = _HALF_SPACES.sub(" ", re.sub(r"[\u064b-\u0655]", "", fold(text))).strip().lower()
    try:
        found = _written(plain) or _relative(plain, tehran(now).date(), now) or _spelt(text, now)
    except (ValueError, OverflowError):
        return None
    return None if found is None else (found[0].astimezone(UTC), found[1].astimezone(UTC))


def _span(first: date, after: date) -> Bounds:
    return day_start(first), day_start(after)


def _day(day: date) -> Bounds:
    return _span(day, day + timedelta(days=1))


def _jalali_month(year: int, month: int) -> Bounds:
    first = from_jalali(year, month, 1)
    return _span(first, first + timedelta(days=month_days(year, month)))


def _jalali_year(year: int) -> Bounds:
    return _span(from_jalali(year, 1, 1), from_jalali(year + 1, 1, 1))


def _written(plain: str) -> Bounds | None:
    parts = _WRITTEN.fullmatch(plain)
    if parts is None:
        return None
    year, month, day = int(parts[1]), int(parts[2] or 0), int(parts[3] or 0)
    if year in _JALALI:
        if not parts[2]:
            return _jalali_year(year)
        return _day(from_jalali(year, month, day)) if parts[3] else _jalali_month(year, month)
    if year not in _GREGORIAN:
        return None
    if not parts[2]:
        return _span(date(year, 1, 1), date(year + 1, 1, 1))
    if not parts[3]:
        return _span(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))
    return _day(date(year, month, day))


def _relative(plain: str, today: date, now: datetime) -> Bounds | None:
    if plain in _DAYS:
        return _day(today + timedelta(days=_DAYS[plain]))
    jalali = to_jalali(today)
    week = today - timedelta(days=(today.weekday() + 2) % 7)  # Saturday
    last_month = (jalali.year, jalali.month - 1) if jalali.month > 1 else (jalali.year - 1, 12)
    match plain:
        case "این هفته" | "هفته جاری":
            return _span(week, week + timedelta(days=7))
        case "هفته پیش" | "هفته گذشته" | "هفته قبل":
            return _span(week - timedelta(days=7), week)
        case "این ماه" | "ماه جاری":
            return _jalali_month(jalali.year, jalali.month)
        case "ماه پیش" | "ماه گذشته" | "ماه قبل":
            return _jalali_month(*last_month)
        case "امسال" | "سال جاری":
            return _jalali_year(jalali.year)
        case "پارسال" | "سال پیش" | "سال گذشته" | "سال قبل":
            return _jalali_year(jalali.year - 1)
    since = _SINCE.fullmatch(plain)
    if since is None:
        return None
    count = int(since[1])
    match since[2]:
        case "ساعت":
            start = (now - timedelta(hours=count)).astimezone(UTC).replace(microsecond=0)
            return start, start + timedelta(hours=1)
        case "روز":
            return _day(today - timedelta(days=count))
        case "هفته":
            return _day(today - timedelta(days=7 * count))
        case "ماه":
            months = jalali.year * 12 + jalali.month - 1 - count
            year, month = months // 12, months % 12 + 1
            return _day(from_jalali(year, month, min(jalali.day, month_days(year, month))))
    year = jalali.year - count
    return _day(from_jalali(year, jalali.month, min(jalali.day, month_days(year, jalali.month))))


def _spelt(text: str, now: datetime) -> Bounds | None:
    """Whatever else `persian.dates` reads as a day; told from now it counts from `now`."""
    found = dates.parse(text, now) or dates.parse(text, now + _FAR)
    if found is None or (found.calendar == "relative" and found.at > now + timedelta(days=1)):
        return None
    return _day(tehran(found.at).date())
