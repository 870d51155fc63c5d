"""A day out of three numbers: which is the year, in which calendar, and whether one reading alone fits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from rasad.persian.dates.jalali import FIRST_YEAR, LAST_YEAR, from_jalali

Calendar = Literal["jalali", "gregorian", "relative"]
WordAnalysis = tuple[date, Calendar]


class ImpossibleDayError(ValueError):
    """The text names a day or time that does not exist or can be read in two ways; the message says which."""


class FoundDay(NamedTuple):
    """A day found in a text, and where (offsets into the cleaned text)."""

    day: date
    calendar: Calendar
    start: int
    end: int


def calendar_of(year: int) -> Calendar:
    """Which calendar a year belongs to; Impossible if neither could be meant."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return "jalali"
    if 1900 <= year <= 2100:
        return "gregorian"
    raise ImpossibleDayError(f"year {year} is neither Jalali (1300–1499) nor Gregorian (1900–2100)")


def make_day(year: int, month: int, day: int) -> WordAnalysis:
    """A date from its numbers; Impossible if it does not exist."""
    calendar = calendar_of(year)
    try:
        return (from_jalali(year, month, day) if calendar == "jalali" else date(year, month, day)), calendar
    except ValueError:
        raise ImpossibleDayError(
            f"there is no day {year}/{month:02}/{day:02} in the {calendar} calendar"
        ) from None


def year_last(first: int, second: int, year: int, today: date, persian: bool) -> WordAnalysis:
    """`14/11/2026`, `23/08/1405`. Jalali dates and Persian digits put the day first.

    In Latin digits 05/06/2026 may be June's or May's: told only where one of the two is to come or none.
    """
    if second > 12 >= first:  # 8/28/1405: the order of an English culture
        return make_day(year, first, second)
    if calendar_of(year) == "jalali" or persian or first == second:
        return make_day(year, second, first)
    readings = _past([(year, second, first), (year, first, second)], today)
    if len(readings) > 1:
        raise ImpossibleDayError(f"{first:02}/{second:02}/{year}: the order of day and month is not clear")
    return readings[0] if readings else make_day(year, second, first)


def short_year(first: int, second: int, third: int, today: date, persian: bool) -> WordAnalysis:
    """`۰۵/۰۸/۲۳`, `98/12/29`, `۲۳/۰۸/۰۵`: a year of two digits, at the start or at the end.

    Only if one reading fits: not to come, not older than a dozen years for years after 1400. Latin digits may
    be Gregorian too.
    """
    if first > 31:  # ۹۸/۱۲/۲۹
        return make_day(1300 + first, second, third)
    tried = [(1400 + first, second, third), (1400 + third, second, first)]
    if third > 31:
        tried = [(1300 + third, second, first)]
    if not persian:
        tried += [(2000 + first, second, third), (2000 + third, second, first), (2000 + third, first, second)]
    readings = _past(tried, today)
    recent = [one for one in readings if (today - one[0]).days < 12 * 366 or third > 31]
    if len({one[0] for one in recent}) == 1:
        return recent[0]
    reason = "can be read in several ways" if recent else "names no day of the past years"
    raise ImpossibleDayError(f"the two-digit year in {first:02}/{second:02}/{third:02} {reason}")


def _past(tried: list[tuple[int, int, int]], today: date) -> list[WordAnalysis]:
    """Those of the (year, month, day) that exist and are not after tomorrow."""
    found = []
    for numbers in tried:
        try:
            one = make_day(*numbers)
        except ImpossibleDayError:
            continue
        if one[0] <= today + timedelta(days=1):
            found.append(one)
    return found
