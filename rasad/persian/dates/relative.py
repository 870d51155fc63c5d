"""Times counted from now: «۳ ساعت پیش», «دیروز», weekday names, 'yesterday', '2 hours ago'."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from rasad.persian.dates.jalali import add_months, from_jalali, month_days, tehran, to_jalali, weekday

_NUMBERS = {
    "نیم": 0.5, "یک": 1, "یه": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "هفت": 7, "هشت": 8, "نه": 9,
    "ده": 10, "یازده": 11, "دوازده": 12, "سیزده": 13, "چهارده": 14, "پانزده": 15, "شانزده": 16, "هفده": 17,
    "هجده": 18, "نوزده": 19, "بیست": 20, "سی": 30, "چهل": 40, "پنجاه": 50, "چند": 1, "a": 1, "an": 1,
    "one": 1,
    "half an": 0.5, "two": 2, "three": 3, "few": 1, "a few": 1,
}  # fmt: skip
_NUMBERS |= {
    f"{ten} و {unit}": _NUMBERS[ten] + _NUMBERS[unit]
    for ten in ("بیست", "سی", "چهل", "پنجاه")
    for unit in ("یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه")
}
# the whole ones, for ranges
COUNTS = {
    word: n for word, n in _NUMBERS.items() if isinstance(n, int) and word not in ("چند", "few", "a few")
}
_UNITS = {
    "ثانیه": "second", "لحظه": "second", "دقیقه": "minute", "ساعت": "hour", "روز": "day", "هفته": "week",
    "ماه": "month", "سال": "year", "second": "second", "sec": "second", "minute": "minute", "min": "minute",
    "hour": "hour", "hr": "hour", "day": "day", "week": "week", "month": "month", "year": "year",
    "ربع": "quarter", "h": "hour", "m": "minute", "d": "day",
}  # fmt: skip
_SECONDS = {"second": 1, "quarter": 900, "minute": 60, "hour": 3600}
_COUNT = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_PIECE = rf"(?:(?P<n>\d+(?:\.\d+)?|{_COUNT}) ?)?(?P<unit>{'|'.join(_UNITS)})s?"
_EDGE, _END = r"(?<![^\W_])", r"(?![^\W_])"
_AGO = re.compile(
    rf"{_EDGE}(?:حدود |تقریبا |about )?(?P<pieces>(?:\d+(?:\.\d+)?|{_COUNT}) ?(?:{'|'.join(_UNITS)})s?"
    rf"(?:(?: ?و |,? and |,? )(?:\d+|{_COUNT}) ?(?:{'|'.join(_UNITS)})s?)*(?: و نیم)?) ?(?:پیش"
    rf"|قبل|گذشته|ago){_END}"
)
_ONE = re.compile(_PIECE)
_NOW = re.compile(
    rf"{_EDGE}(?:هم ?اکنون|همین ?(?:الان|حالا|لحظه|اکنون)|اکنون|الان|لحظاتی (?:پیش|قبل)"
    rf"|لحظه ?ای (?:پیش|قبل)|دقایقی (?:پیش|قبل)"
    rf"|چند (?:لحظه|ثانیه|دقیقه) (?:پیش|قبل)|ثانیه ?هایی پیش|just now|now|moments? ago|a moment ago){_END}"
)
_HOURS_AGO = re.compile(rf"{_EDGE}ساعا?تی (?:پیش|قبل){_END}")
_DAYS = {
    "امروز": 0, "امشب": 0, "بامداد امروز": 0, "today": 0, "tonight": 0, "دیروز": 1, "دیشب": 1, "روز گذشته": 1,
    "شب گذشته": 1, "روز قبل": 1, "yesterday": 1, "last night": 1, "پریروز": 2, "پریشب": 2, "پس پریروز": 3,
    "پیش پریروز": 3,
    "فردا": -1, "tomorrow": -1, "پس فردا": -2,
}  # fmt: skip
_DAY = re.compile(rf"{_EDGE}({'|'.join(sorted(_DAYS, key=len, reverse=True))}){_END}")
_LAST = re.compile(
    rf"{_EDGE}(?:(هفته|ماه|سال) (?:ی )?(?:گذشته|پیش|قبل)|(پارسال)|last (week|month|year)){_END}"
)
WEEKDAYS = re.compile(
    rf"{_EDGE}(?:(یک|دو|سه|چهار|پنج) ?(شنبه)|(شنبه)|(جمعه|ادینه)|(sat|sun|mon|tues|wednes"
    rf"|thurs|fri|satur)(?:day)?){_END}(?! ?ها(?![^\W_])| ?(?:سوری|بازار))"
)
_WEEKDAY_NUMBERS = {"یک": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5}
_ENGLISH_WEEKDAYS = {"sat": 0, "satur": 0, "sun": 1, "mon": 2, "tues": 3, "wednes": 4, "thurs": 5, "fri": 6}


def find_relative(text: str, seen_at: datetime) -> datetime | date | None:
    """What a cleaned text says from now: a moment for seconds to hours, a day for days and longer, else None.

    «چند» and other vague counts are taken as one; a weekday's name alone is the latest such day, today
    included.
    """
    now = tehran(seen_at)
    today = now.date()
    if _NOW.search(text):
        return now
    if match := _AGO.search(text):
        return _ago(match["pieces"], now)
    if _HOURS_AGO.search(text):
        return now - timedelta(hours=1)
    if match := _DAY.search(text):
        return today - timedelta(days=_DAYS[match[1]])
    if match := _LAST.search(text):
        unit = match[1] or match[3] or "سال"
        return back({"هفته": "week", "ماه": "month", "سال": "year"}.get(unit, unit), 1, today)
    if (found := weekday_number(text)) is not None:
        return today - timedelta(days=(weekday(today) - found) % 7)
    return None


def weekday_number(text: str) -> int | None:
    """The weekday a cleaned text names (Saturday = 0), or None."""
    match = WEEKDAYS.search(text)
    if match is None:
        return None
    if match[1]:
        return _WEEKDAY_NUMBERS[match[1]]
    return 0 if match[3] else 6 if match[4] else _ENGLISH_WEEKDAYS[match[5]]


def _ago(pieces: str, now: datetime) -> datetime | date:
    seconds = 0.0
    day: date | None = None
    last = 0.0
    for match in _ONE.finditer(pieces):
        count_text = match["n"] or "1"
        count = _NUMBERS[count_text] if count_text in _NUMBERS else float(count_text)
        unit = _UNITS[match["unit"]]
        if unit in _SECONDS:
            last = _SECONDS[unit]
            seconds += count * last
        else:
            day = back(unit, int(count), day or now.date())
    if pieces.endswith("و نیم"):
        seconds += last / 2
    if day is None:
        return now - timedelta(seconds=seconds)
    return day


def back(unit: str, count: int, today: date) -> date:
    """The day that many days, weeks, Jalali months or years before a date (clipped to the month's end)."""
    if unit in ("day", "week"):
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    year, month, day = to_jalali(today)
    year, month = add_months(year, month, -count * (12 if unit == "year" else 1))
    if not 1 <= year <= 3000:
        raise ValueError(f"{count} {unit}s before {today} is outside the calendar")
    return from_jalali(year, month, min(day, month_days(year, month)))
