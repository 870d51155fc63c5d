"""Days and longer spans that `از:` and `تا:` name: Jalali, Gregorian or told from now; each on Tehran's
clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from rasad.persian import dates, fold
from rasad.persian.dates import jalali
from rasad.persian.dates.jalali import (
    day_start,
    month_bounds,
    tehran,
    to_jalali,
    week_bounds,
    weekday,
    year_bounds,
)
from rasad.persian.dates.relative import COUNTS, back, weekday_number
from rasad.persian.dates.vocabulary import GREGORIAN_MONTHS, JALALI_MONTHS
from rasad.persian.text.normalizer import MARKS
from rasad.search.query.date_hours import hour_bounds, names_an_hour

Bounds = tuple[datetime, datetime]
LONGEST = 7  # words of a date

_JALALI = range(1300, 1500)
_GREGORIAN = range(1900, 2101)
_MARKS = re.compile(f"[{MARKS}]")
_HALF_SPACES = re.compile(r"[\s_\u200c]+")
_WRITTEN = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_MONTHS = "|".join(sorted({**JALALI_MONTHS, **GREGORIAN_MONTHS}, key=len, reverse=True))
_NAMED = re.compile(rf"(?:(\d{{1,2}}) ?)?(?:ماه )?({_MONTHS})(?: ?ماه)?(?:[ ,]*(\d{{4}}))?")
_MONTH_FIRST = re.compile(r"([a-z]+) (\d{1,2})(?:[ ,]*(\d{4}))?")  # Nov 14, 2026
_SEASON = re.compile(rf"({'|'.join(jalali.SEASONS)})(?: (\d{{4}}))?")
_COUNT = rf"\d{{1,4}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))}"
_AGO = re.compile(
    rf"({_COUNT}) ?(?:(ساعت|روز|هفته|ماه|سال)(?: (?:پیش|قبل|گذشته|اخیر))?"
    r"|(hour|day|week|month|year)s?(?: ago)?)"
)
_SHORT = re.compile(r"(?:now)?-?(\d{1,4})([hdwmy])")
_RECENT = re.compile(r"(هفته|ماه|سال) (?:اخیر)")
_UNITS = {"ساعت": "hour", "روز": "day", "هفته": "week", "ماه": "month", "سال": "year"}
_UNITS |= {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}
_DAYS = {"امروز": 0, "today": 0, "now": 0, "دیروز": -1, "روز گذشته": -1, "yesterday": -1, "پریروز": -2}
_DAYS |= {"فردا": 1, "tomorrow": 1}
_SPANS = {  # (unit, how many before this one)
    **dict.fromkeys(("این هفته", "هفته جاری", "this week"), ("week", 0)),
    **dict.fromkeys(("هفته پیش", "هفته گذشته", "هفته قبل", "last week"), ("week", 1)),
    **dict.fromkeys(("این ماه", "ماه جاری", "this month"), ("month", 0)),
    **dict.fromkeys(("ماه پیش", "ماه گذشته", "ماه قبل", "last month"), ("month", 1)),
    **dict.fromkeys(("امسال", "این سال", "سال جاری", "this year"), ("year", 0)),
    **dict.fromkeys(("پارسال", "سال پیش", "سال گذشته", "سال قبل", "last year"), ("year", 1)),
}
_EDGE = re.compile(r"(اول|ابتدای|اغاز|نیمه|اخر|انتهای|پایان) (.+)")
_LAST = ("اخر", "انتهای", "پایان")
_WEEKDAY = re.compile(
    r"((?:(?:یک|دو|سه|چهار|پنج) ?)?شنبه|جمعه|ادینه|(?:sun|mon|tues|wednes|thurs|fri|satur)day)"
    r"( (?:گذشته|پیش|قبل))?"
)
_FAR = timedelta(days=36_525)  # so that a day to come is a day, too


def day_bounds(text: str, now: datetime) -> Bounds | None:
    """First moment of the named day or span and the first moment after it (UTC, half-open).

    A day (۱۴۰۵/۰۸/۲۳, 2026-11-14, «۲۳ آبان ۱۴۰۵», دیروز, «۳ روز پیش», 3d, شنبه), a month (۱۴۰۵/۰۸, «آبان
    ۱۴۰۵», «این ماه»), a year (۱۴۰۵, امسال), a week («هفتهٔ گذشته»). A day or month without a year is the
    latest that has begun. With a time of day (`date_hours`) both are that moment. None if the text names
    none. Never raises.
    """
    return exact_bounds(text, now) or _utc(lambda: _spelt(text, now))


def exact_bounds(text: str, now: datetime) -> Bounds | None:
    """The same for a text that is a date and nothing else."""
    plain = _plain(text)
    return _utc(
        lambda: _read(plain, now) or _edge(plain, now) or hour_bounds(plain, lambda day: _read(day, now))
    )


def is_written_as_a_day(text: str) -> bool:
    """Whether a text has the shape of a date, though no calendar may have the day."""
    plain = _plain(text)
    return bool(_WRITTEN.fullmatch(plain) or _NAMED.fullmatch(plain))


def _plain(text: str) -> str:
    plain = _HALF_SPACES.sub(" ", _MARKS.sub("", fold(text))).strip(" ،؛,;.!؟?").lower()
    return plain.replace("آ", "ا").replace("هفته ی ", "هفته ")


def _read(plain: str, now: datetime) -> Bounds | None:
    today = tehran(now).date()
    return _written(plain) or _named(plain, today) or _season(plain, today) or _relative(plain, now)


def _utc(read: Callable[[], Bounds | None]) -> Bounds | None:
    try:
        found = read()
    except (ValueError, OverflowError):  # no day of any calendar
        return None
    return None if found is None else (found[0].astimezone(UTC), found[1].astimezone(UTC))


def _written(plain: str) -> Bounds | None:
    parts = _WRITTEN.fullmatch(plain)
    return None if parts is None else _dated(int(parts[1]), _number(parts[2]), _number(parts[3]))


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _dated(year: int, month: int | None, day: int | None) -> Bounds | None:
    """A year, a month of it, or a day of that."""
    if year in _JALALI:
        if month is None:
            return year_bounds(year)
        first = jalali.from_jalali(year, month, 1 if day is None else day)
        return month_bounds(year, month) if day is None else jalali.day_bounds(first)
    if year not in _GREGORIAN:
        return None
    if month is None:
        return (day_start(date(year, 1, 1)), day_start(date(year + 1, 1, 1)))
    if day is None:
        after = date(year + month // 12, month % 12 + 1, 1)
        return day_start(date(year, month, 1)), day_start(after)
    return jalali.day_bounds(date(year, month, day))


def _named(plain: str, today: date) -> Bounds | None:
    """A day or month with its name: «۲۳ آبان ۱۴۰۵», «آبان», «14 نوامبر»."""
    if (parts := _MONTH_FIRST.fullmatch(plain)) and parts[1] in GREGORIAN_MONTHS:
        plain = f"{parts[2]} {parts[1]} {parts[3] or ''}".strip()
    parts = _NAMED.fullmatch(plain)
    if parts is None:
        return None
    day, name, year = _number(parts[1]), parts[2], _number(parts[3])
    ours = name in JALALI_MONTHS
    month = JALALI_MONTHS[name] if ours else GREGORIAN_MONTHS[name]
    if year is not None:
        return _dated(year, month, day) if year in (_JALALI if ours else _GREGORIAN) else None
    this = to_jalali(today).year if ours else today.year
    found = _dated(this, month, day)
    return found if found and found[0] <= day_start(today) else _dated(this - 1, month, day)


def _season(plain: str, today: date) -> Bounds | None:
    """Three Jalali months; without a year the latest that has begun."""
    parts = _SEASON.fullmatch(plain)
    if parts is None or (parts[2] and int(parts[2]) not in _JALALI):
        return None
    return jalali.season_bounds(parts[1], _number(parts[2]), today)


def _edge(plain: str, now: datetime) -> Bounds | None:
    """First or last day of a longer span («اول آبان», «پایان هفتهٔ گذشته»); «نیمهٔ آبان» is its fifteenth."""
    parts = _EDGE.fullmatch(plain)
    if parts is None:
        return None
    span = _read(f"{parts[2]} جاری" if parts[2] in _UNITS else parts[2], now)
    if span is None or span[1] - span[0] < timedelta(days=2):
        return None
    if parts[1] == "نیمه":
        is_month = timedelta(days=27) < span[1] - span[0] < timedelta(days=32)
        return jalali.day_bounds(tehran(span[0]).date() + timedelta(days=14)) if is_month else None
    if parts[1] in _LAST:
        return jalali.day_bounds(tehran(span[1]).date() - timedelta(days=1))
    return jalali.day_bounds(tehran(span[0]).date())


def _relative(plain: str, now: datetime) -> Bounds | None:
    today = tehran(now).date()
    if plain in _DAYS:
        return jalali.day_bounds(today + timedelta(days=_DAYS[plain]))
    if plain in _SPANS:
        return _span_before(*_SPANS[plain], today)
    if parts := _RECENT.fullmatch(plain):
        return jalali.day_bounds(back(_UNITS[parts[1]], 1, today))
    if parts := _AGO.fullmatch(plain):
        count = COUNTS[parts[1]] if parts[1] in COUNTS else int(parts[1])
        return _before(count, parts[3] or _UNITS[parts[2]], now)
    if parts := _SHORT.fullmatch(plain):
        return _before(int(parts[1]), _UNITS[parts[2]], now)
    if parts := _WEEKDAY.fullmatch(plain):
        days = (weekday(today) - (weekday_number(parts[1]) or 0)) % 7
        return jalali.day_bounds(today - timedelta(days=days or 7 if parts[2] else days))
    return None


def _span_before(unit: str, count: int, today: date) -> Bounds:
    """This week (from Saturday), Jalali month or year, or one some before it."""
    if unit == "week":
        return week_bounds(today - timedelta(days=7 * count))
    this = to_jalali(today)
    if unit == "year":
        return year_bounds(this.year - count)
    return month_bounds(*jalali.add_months(this.year, this.month, -count))


def _before(count: int, unit: str, now: datetime) -> Bounds:
    if unit == "hour":
        start = (now - timedelta(hours=count)).astimezone(UTC).replace(microsecond=0)
        return start, start + timedelta(hours=1)
    return jalali.day_bounds(back(unit, count, tehran(now).date()))


def _spelt(text: str, now: datetime) -> Bounds | None:
    """Whatever else `rasad.persian.dates.parser` reads as a day; told from now it counts from `now`."""
    found = dates.parse(text, now) or dates.parse(text, now + _FAR)
    if found is None or (found.calendar == "relative" and found.at > now + timedelta(days=1)):
        return None
    if names_an_hour(_plain(text)):
        return (found.at, found.at) if found.precision == "minute" else None
    return jalali.day_bounds(tehran(found.at).date())
