"""Dates as outlets write them (Jalali, Gregorian, ISO, RFC 2822, relative): a moment, or why there is none.

Naive times are Tehran's clock (tz database). A stated offset or Z is kept, but one: `+03:30` stated for a
moment when Tehran kept summer time (+04:30, until 2022-09-21) is a fixed string in a template, not a clock,
so the hour shown is Tehran's (see `docs/decisions/how-are-dates-read-and-refused.md`).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from rasad.persian.dates.clock import HALF, find_time
from rasad.persian.dates.days import clean, find_days
from rasad.persian.dates.jalali import TEHRAN, day_start, tehran_today
from rasad.persian.dates.numeric import Calendar, FoundDay, ImpossibleDayError, make_day
from rasad.persian.dates.ranges import day_range, explain_range
from rasad.persian.dates.relative import find_relative
from rasad.persian.dates.results import Parsed, ParsedRange, Precision, Refused
from rasad.persian.dates.vocabulary import LUNAR

FUTURE = timedelta(days=1)  # a page cannot have been published later than this after it was seen

_ISO = re.compile(
    r"(?<!\d)(\d{4})[-/](\d\d)[-/](\d\d)(?:[t ]|t )(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?"
    r" ?(z\b|(?:utc|gmt) ?[+-] ?\d{1,2}(?::?\d\d)?(?![\d:])|utc|gmt|[+-] ?\d{1,2}:?\d\d(?!\d|/|-)"
    r"|[+-]\d\d(?![\d:/-]))?"
)
_ISO_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)?(z|[+-]\d\d:?\d\d)?(?![\d])")
_ZONE = (
    r"(z\b|(?:utc?|gmt) ?[+-] ?\d{1,2}(?::?\d\d)?(?!\d)|utc?|gmt|[+-]\d\d:?\d\d"
    r"|irst|irdt|est|edt|pst|pdt|cet|cest)?"
)
_CLOCK = r",? (?:at )?(\d\d?):(\d\d)(?::(\d\d))? ?"
_RFC = re.compile(
    rf"(?<!\d)(\d{{1,2}})[ -]([a-z]{{3}})[a-z]*\.?[ -](\d{{4}}|\d\d(?= \d\d?:\d\d:\d\d)){_CLOCK}{_ZONE}"
)
_MONTH_FIRST = re.compile(rf"(?<![a-z])([a-z]{{3}})[a-z]*\.? (\d{{1,2}}),? (\d{{4}}){_CLOCK}{_ZONE}")
_CTIME = re.compile(
    r"(?<![a-z])([a-z]{3}) {1,2}(\d{1,2}) (\d\d):(\d\d)(?::(\d\d))? (z|utc?|gmt"
    r"|[+-]\d\d:?\d\d|irst|irdt)? ?(\d{4})(?!\d)"
)
_PERSIAN_DIGIT = re.compile("[۰-۹٠-٩]")
_EPOCH = re.compile(r"^(\d{10})(?:\.\d+)?$|^(?:/date\()?(\d{13})(?:\)/)?$")
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -300, "edt": -240, "pst": -480, "pdt": -420, "cet": 60,
    "cest": 120,
    "irst": 210, "irdt": 270,
}  # fmt: skip
_OLD_ORDER = re.compile(r"(?:به ?روز ?رسانی|بروز ?رسانی|ویرایش|اصلاح|updated|modified)")
_PUBLISHED = re.compile(r"(?:انتشار|منتشر|درج|published)")
# «۱ تا ۵ آبان», «یکم تا پنجم آبان», «۱-۵ آبان»: two days of one month.
_DAYS_APART = re.compile(
    r"\d\s*(?:تا|الی|لغایت)\s*\d|\w{2,}م (?:تا|الی|لغایت) \w+م "
    r"|(?<![\d:/.-])\d{1,2} و \d{1,2} (?=[^\W\d]{2,}(?: ?ماه)?(?: \d{4})?$)(?!دقیقه)"
    r"|(?<![\d:/.-])\d{1,2} ?- ?\d{1,2} (?=[^\W\d]{2,} ?\d{0,4}$)"
)
_ZONE_BEHIND = re.compile(
    rf"\d:\d\d(?::\d\d)?(?:{HALF.pattern})?[ (،,|]{{0,3}}(?:به وقت |بتوقیت )?"
    r"(?:(?:utc?|gmt|گرینویچ|غرینتش)(?![^\W\d_]) ?(?P<offset>[+-] ?\d{1,2}(?::?\d\d)?(?!\d))?"
    r"|(?P<plain>[+-]\d\d:?\d\d(?![\d/-]))|(?P<name>est|edt|pst|pdt|cet|cest)\b)"
)
_WEEKDAYS_APART = re.compile(r"شنبه (?:تا|الی|لغایت) \w")
_PERIOD = re.compile(r"(?:شروع|اغاز)\b.*\b(?:پایان|خاتمه)")  # «شروع: … پایان: …»
_RANGE_WORD = re.compile(r"(?:^|\s)(?:تا|الی|لغایت|لغایه)\s")
_MONTH_BY_ABBREVIATION = dict(
    zip(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        range(1, 13),
        strict=True,
    )
)


def parse(text: str, seen_at: datetime) -> Parsed | None:
    """The moment a text names, or None; see `explain`."""
    found = explain(text, seen_at)
    return found if isinstance(found, Parsed) else None


def explain(text: str, seen_at: datetime) -> Parsed | Refused:
    """The moment a text names, as seen by a reader at `seen_at` (aware), or the reason why there is none.

    Never raises for any text. Refuses days that do not exist, years of no calendar, moments more than a day
    after `seen_at`, ranges (use `explain_range`), lunar dates, and texts without a day.
    """
    cleaned = clean(text[:500])
    if not cleaned:
        return Refused("empty text")
    try:
        found = _explain(cleaned, seen_at, bool(_PERSIAN_DIGIT.search(text)))
    except ImpossibleDayError as error:
        return Refused(str(error))
    except (ValueError, OverflowError) as error:
        return Refused(f"not a moment of the calendar: {error}")
    if isinstance(found, Parsed) and found.at > seen_at.astimezone(UTC) + FUTURE:
        return Refused(f"{found.at.isoformat()} is more than a day after the page was seen")
    return found


def _explain(text: str, seen_at: datetime, persian: bool) -> Parsed | Refused:
    stamped = _machine_stamp(text)
    if stamped is not None:
        return stamped
    relative = find_relative(text, seen_at)
    today = tehran_today(seen_at)
    days = find_days(text, today, persian)
    between = text[days[0].end : days[-1].start + 1] if len(days) > 1 else ""
    period = len(days) > 1 and _PERIOD.search(text, 0, days[-1].start)
    if period or _RANGE_WORD.search(between) or _is_span(days, text):
        return Refused("a range of days, not one moment")
    if not days and _WEEKDAYS_APART.search(text):
        return Refused("a range of days, not one moment")
    if not days and relative is not None:
        if isinstance(relative, datetime):
            return Parsed(relative.astimezone(UTC), "minute", "relative")
        if relative > today:
            return Refused("a day to come, so not when this was published")
        return _at(relative, find_time(text), "relative")
    if not days:
        if LUNAR.search(text):
            return Refused("only a lunar date, which no outlet publishes by")
        return Refused("no day named" if find_time(text) else "no date found")
    if _DAYS_APART.search(text[: days[0].end]):
        return Refused("a range of days, not one moment")
    chosen = _published(text, days)
    return _zoned(_at(chosen.day, _time_near(text, chosen, days), chosen.calendar), text)


def _is_span(days: list[FoundDay], text: str) -> bool:
    """Two different days of one calendar with nothing but a dash between them."""
    if len(days) != 2 or days[0].calendar != days[1].calendar or days[0].day >= days[1].day:
        return False
    return text[days[0].end : days[1].start].strip() == "-"


def _zoned(parsed: Parsed, text: str) -> Parsed:
    """A time that was read as Tehran's, moved if the text names UTC or an offset behind it."""
    zone = _ZONE_BEHIND.search(text)
    if zone is None or parsed.precision == "day":
        return parsed
    minutes = _offset_minutes(zone["offset"] or zone["plain"] or zone["name"] or "z")
    local = parsed.at.astimezone(TEHRAN)
    if minutes == 210 and local.utcoffset() == timedelta(minutes=270):
        return parsed
    naive = local.replace(tzinfo=None)
    at = naive.replace(tzinfo=timezone(timedelta(minutes=minutes or 0)))
    return Parsed(at.astimezone(UTC), "minute", parsed.calendar)


def _published(text: str, days: list[FoundDay]) -> FoundDay:
    """Of several days the one labelled as publication, else the first that is not labelled as an update."""
    previous = 0
    plain: list[FoundDay] = []
    for one in days:
        label = text[previous : one.start]
        previous = one.end
        if _OLD_ORDER.search(label):
            continue
        if _PUBLISHED.search(label):
            return one
        plain.append(one)
    return plain[0] if plain else days[0]


def _time_near(text: str, chosen: FoundDay, days: list[FoundDay]) -> tuple[int, int, int] | None:
    """The time of day that goes with a day: after it and before the next other day, else before it."""
    later = [one.start for one in days if one.start > chosen.start and one.day != chosen.day]
    earlier = [one.end for one in days if one.end <= chosen.start and one.day != chosen.day]
    after = find_time(text[chosen.end : min(later, default=len(text))])
    return after or find_time(text[max(earlier, default=0) : chosen.start])


def _at(day: date, clock: tuple[int, int, int] | None, calendar: Calendar) -> Parsed:
    if clock is None:
        return Parsed(day_start(day).astimezone(UTC), "day", calendar)
    hour, minute, second = clock
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=TEHRAN)
    return Parsed(local.astimezone(UTC), "minute", calendar)


def _machine_stamp(text: str) -> Parsed | None:
    """ISO 8601 (Jalali years too), RFC 2822 and epoch stamps."""
    if match := _EPOCH.match(text):
        seconds = int(match[1]) if match[1] else int(match[2]) / 1000
        return Parsed(datetime.fromtimestamp(seconds, UTC).replace(microsecond=0), "minute", "gregorian")
    if (match := _RFC.search(text)) and not HALF.match(text, match.end()):
        if (month := _MONTH_BY_ABBREVIATION.get(match[2])) is None:
            return None
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)  # RFC 822 wrote two digits
        return _stamp((year, month, int(match[1])), match[4], match[5], match[6], match[7])
    if (match := _MONTH_FIRST.search(text)) and not HALF.match(text, match.end()):
        if (month := _MONTH_BY_ABBREVIATION.get(match[1])) is None:
            return None
        return _stamp((int(match[3]), month, int(match[2])), match[4], match[5], match[6], match[7])
    if (match := _CTIME.search(text)) and (month := _MONTH_BY_ABBREVIATION.get(match[1])):
        return _stamp((int(match[7]), month, int(match[2])), match[3], match[4], match[5], match[6])
    match = _ISO.search(text) or _ISO_COMPACT.search(text)
    if match and not HALF.match(text, match.end()):
        numbers = (int(match[1]), int(match[2]), int(match[3]))
        return _stamp(numbers, match[4], match[5], match[6], match[7])
    return None


def _stamp(ymd: tuple[int, int, int], hour: str, minute: str, second: str | None, zone: str | None) -> Parsed:
    day, calendar = make_day(*ymd)
    if day.year == 1970 and day.month == 1 and day.day <= 2:
        raise ImpossibleDayError("the first day of 1970 is a clock that was never set")
    clock = (int(hour), int(minute), min(int(second or 0), 59))
    past_midnight = clock[0] == 24 and any(clock[1:])
    if clock[0] > 24 or past_midnight or clock[1] > 59 or int(second or 0) > 60:
        raise ImpossibleDayError(f"there is no time of day {hour}:{minute}")
    wall = _at(day, clock, calendar)
    minutes = _offset_minutes(zone)
    if minutes is None:
        return wall
    local = wall.at.astimezone(TEHRAN)
    if minutes == 210 and local.utcoffset() == timedelta(minutes=270):
        return wall
    naive = local.replace(tzinfo=None)
    return Parsed(
        naive.replace(tzinfo=timezone(timedelta(minutes=minutes))).astimezone(UTC), "minute", calendar
    )


def _offset_minutes(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone in _ZONES:
        return _ZONES[zone]
    zone = zone.lstrip("gmutc ")  # «GMT+03:30», «UTC +3»
    digits = re.sub(r"\D", "", zone)
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    if hours > 14 or minutes > 59:
        raise ImpossibleDayError(f"there is no offset {zone}")
    return (-1 if zone.startswith("-") else 1) * (hours * 60 + minutes)


__all__ = ["Parsed", "ParsedRange", "Precision", "Refused", "day_range", "explain", "explain_range", "parse"]
