"""Ranges of days: «از ۱ تا ۵ آبان ۱۴۰۵» in articles, and what people type in a query (دیروز، 7d، ۱۴۰۵/۰۸)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from rasad.persian.dates import jalali
from rasad.persian.dates.days import FIRST_DAY, LONE_DAY, clean, find_days
from rasad.persian.dates.numeric import Calendar, ImpossibleDayError, calendar_of
from rasad.persian.dates.relative import COUNTS, back, find_relative
from rasad.persian.dates.results import ParsedRange, Refused
from rasad.persian.dates.vocabulary import GREGORIAN_MONTHS, JALALI_MONTHS

_BETWEEN = re.compile(
    r"(?:از |بین |from |between )?(.+?)(?: ?(?:تا|الی|لغایت|لغایه|until|to|\.\.|…) ?| و "
    r"| and | - |(?<=\d)-(?=(?:1[34]|20)\d\d/))(.+)"
)
_DASHED_DAYS = re.compile(r"(?<![\d/:])(\d{1,2}) ?- ?(\d{1,2}) (?=[^\W\d])")
_LAST_DAYS = re.compile(
    r"(?:last |past )?(\d{1,4}) ?(d|w|m|y|h|days?|weeks?|months?|years?|hours?|روز|هفته|ماه|سال|ساعت)"
    r"(?: ?(?:گذشته|اخیر))?"
)
# سی روز گذشته, سه ماه اخیر; «پیش» is one day that long ago
_WORD_COUNT = re.compile(rf"^({'|'.join(COUNTS)})(?= (?:روز|هفته|ماه|سال|ساعت) (?:گذشته|اخیر)$)")
_UNITS = {
    "d": "day", "w": "week", "m": "month", "y": "year", "h": "hour", "روز": "day", "هفته": "week",
    "ماه": "month",
    "سال": "year", "ساعت": "hour",
}  # fmt: skip
_THIS = {
    "این هفته": ("week", 0), "هفته جاری": ("week", 0), "this week": ("week", 0), "هفته": ("week", 0),
    "هفته گذشته": ("week", 1), "هفته پیش": ("week", 1), "هفته قبل": ("week", 1), "last week": ("week", 1),
    "این ماه": ("month", 0), "ماه جاری": ("month", 0), "this month": ("month", 0), "ماه": ("month", 0),
    "ماه گذشته": ("month", 1), "ماه پیش": ("month", 1), "ماه قبل": ("month", 1), "last month": ("month", 1),
    "امسال": ("year", 0), "سال جاری": ("year", 0), "این سال": ("year", 0), "this year": ("year", 0),
    "پارسال": ("year", 1), "سال گذشته": ("year", 1), "سال پیش": ("year", 1), "سال قبل": ("year", 1),
    "last year": ("year", 1), "پیرارسال": ("year", 2),
}  # fmt: skip
_YEAR = re.compile(r"(?:سال )?(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4}) ?[/.-] ?(\d{1,2})")
_SEASON = re.compile(rf"({'|'.join(jalali.SEASONS)})(?: (?:سال )?(\d{{4}}))?")
_MONTH_NAME = re.compile(r"([^\W\d]+?)(?: ?ماه)?(?: (?:سال )?(\d{4}))?")

Bounds = tuple[datetime, datetime]


def explain_range(text: str, seen_at: datetime) -> ParsedRange | Refused:
    """The whole days a text spans, as seen at `seen_at` (aware), or why there are none; future days are
    allowed.

    A part left out on one side is taken from the other: «۱ تا ۵ آبان ۱۴۰۵», «۲۵ مهر تا ۵ آبان ۱۴۰۵».
    """
    cleaned = _DASHED_DAYS.sub(r"\1 تا \2 ", clean(text[:500]))
    today = jalali.tehran_today(seen_at)
    far = today + timedelta(days=5 * 366)
    try:
        match = _BETWEEN.fullmatch(cleaned) or _BETWEEN.search(cleaned)
        if match is None:
            return Refused("no range: two days with تا between them are wanted")
        return _between(match[1].strip(), match[2].strip(), seen_at, far)
    except (ValueError, OverflowError) as error:
        return Refused(str(error))


def _between(left: str, right: str, seen_at: datetime, far: date) -> ParsedRange | Refused:
    """The range from the day one text names to that of another, either completed from the other."""
    today = jalali.tehran_today(seen_at)
    last = find_days(right, today)
    first = find_days(left, today)
    years = [re.search(r"\d{4}", side) for side in (left, right)]
    if last and not first and (number := LONE_DAY.search(left)):
        tail = right[last[0].start : last[0].end]
        first = find_days(FIRST_DAY.sub(number[0], tail, count=1), today)
    elif last and first and not years[0] and years[1]:
        first = find_days(f"{left} {years[1][0]}", today) or first
    if first and last and last[0].day < first[0].day and last[0].calendar == "jalali" and not any(years):
        year = jalali.to_jalali(first[0].day).year  # «۱ تا ۵ آذر» on ۲ آذر: the latest ۵ آذر is last year's
        last = find_days(f"{right[: last[0].end]} {year}", today) or last
    ends = [
        found[0].day if found else _as_day(find_relative(side, seen_at))
        for found, side in ((first, left), (last, right))
    ]
    if ends[0] is None or ends[1] is None:
        return Refused("one side of the range names no day")
    return _range(ends[0], ends[1], (last or first)[0].calendar if first or last else "relative", far)


def _as_day(found: datetime | date | None) -> date | None:
    return found.date() if isinstance(found, datetime) else found


def _range(first: date, last: date, calendar: Calendar, far: date) -> ParsedRange | Refused:
    if last < first:
        return Refused(f"the range ends ({last}) before it begins ({first})")
    if last > far:
        return Refused(f"the range ends in {last.year}, more than five years ahead")
    start, end = jalali.day_start(first), jalali.day_start(last + timedelta(days=1))
    return ParsedRange(start.astimezone(UTC), end.astimezone(UTC), calendar)


def day_range(text: str, now: datetime) -> Bounds | None:
    """What a date word of a query means: half-open aware datetimes in Tehran, or None if it is no date.

    Days (دیروز، ۱۴۰۵/۰۸/۲۳، 2026-11-23، ۲۳ آبان), Jalali months and years (1405/08، آبان، ۱۴۰۵), Gregorian
    ones (2026-11), weeks from Saturday (هفته گذشته), the last n days that end with today (7d، ۷ روز), hours
    (24h).
    """
    cleaned = clean(text[:200].replace("_", " "))
    if not cleaned:
        return None
    try:
        return _day_range(cleaned, now)
    except (ValueError, OverflowError):
        return None


def _day_range(text: str, now: datetime) -> Bounds | None:
    today = jalali.tehran_today(now)
    if named := _THIS.get(text):
        return _calendar_span(named[0], named[1], today)
    if match := _LAST_DAYS.fullmatch(_WORD_COUNT.sub(lambda word: str(COUNTS[word[1]]), text)):
        return _last(int(match[1]), match[2], now, today)
    if match := _YEAR.fullmatch(text):
        return _year(int(match[1]))
    if match := _YEAR_MONTH.fullmatch(text):
        return _month(int(match[1]), int(match[2]))
    if match := _SEASON.fullmatch(text):
        return jalali.season_bounds(match[1], int(match[2]) if match[2] else None, today)
    return _month_by_name(text, today) or _named_days(text, now, today)


def _month_by_name(text: str, today: date) -> Bounds | None:
    """آبان, آبان ۱۴۰۴, March 2026."""
    match = _MONTH_NAME.fullmatch(text)
    if match and match[1] in JALALI_MONTHS:
        return _named_month(JALALI_MONTHS[match[1]], match[2], today)
    if match and match[1] in GREGORIAN_MONTHS and match[2]:
        return _month(int(match[2]), GREGORIAN_MONTHS[match[1]])
    return None


def _named_days(text: str, now: datetime, today: date) -> Bounds | None:
    """۲۳ آبان, ۱ تا ۵ آبان, دیروز."""
    spans = _BETWEEN.fullmatch(text)
    days = [] if spans else find_days(text, today)
    if len(days) == 1:
        return jalali.day_bounds(days[0].day)
    if days or spans:
        spanned = explain_range(text, now)
        if isinstance(spanned, ParsedRange):
            return jalali.tehran(spanned.start), jalali.tehran(spanned.end)
        return None
    day = _as_day(find_relative(text, now))
    return jalali.day_bounds(day) if day else None


def _last(count: int, unit: str, now: datetime, today: date) -> Bounds | None:
    unit = _UNITS.get(unit) or _UNITS[unit[0]]
    if not count:
        return None
    if unit == "hour":
        local = jalali.tehran(now)
        return jalali.tehran(now - timedelta(hours=count)), local
    if unit in ("day", "week"):
        count *= 7 if unit == "week" else 1
        first = today - timedelta(days=count - 1)
    else:
        first = back(unit, count, today) + timedelta(days=1)
    return jalali.day_start(first), jalali.day_bounds(today)[1]


def _calendar_span(unit: str, before: int, today: date) -> Bounds:
    if unit == "week":
        return jalali.week_bounds(today - timedelta(days=7 * before))
    year, month, _ = jalali.to_jalali(today)
    if unit == "year":
        return jalali.year_bounds(year - before)
    return jalali.month_bounds(*jalali.add_months(year, month, -before))


def _year(year: int) -> Bounds:
    if calendar_of(year) == "jalali":
        return jalali.year_bounds(year)
    return jalali.day_start(date(year, 1, 1)), jalali.day_start(date(year + 1, 1, 1))


def _month(year: int, month: int) -> Bounds:
    if not 1 <= month <= 12:
        raise ImpossibleDayError(f"there is no month {month}")
    if calendar_of(year) == "jalali":
        return jalali.month_bounds(year, month)
    following = date(year + month // 12, month % 12 + 1, 1)
    return jalali.day_start(date(year, month, 1)), jalali.day_start(following)


def _named_month(month: int, year_text: str | None, today: date) -> Bounds:
    year, this_month, _ = jalali.to_jalali(today)
    chosen = int(year_text) if year_text else year if month <= this_month else year - 1
    return jalali.month_bounds(chosen, month)
