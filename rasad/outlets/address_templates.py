"""Addresses that name a day, a month, a page, an issue or a place in a list, filled and read back.

`{jy}{jm}{jd}` Jalali, `{y}{m}{d}` Gregorian (`{jm1}{jd1}{m1}{d1}` without a leading zero), `{page}`,
`{issue}`, `{cursor}`. What is sent by POST stands at the end of the address, as web archives write it
(`?__wb_method=POST&name=value`), so that each page has an address of its own.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal
from urllib.parse import quote, unquote

from rasad.persian.dates.jalali import add_months, from_jalali, month_days, to_jalali

NAMES = frozenset({"jy", "jm", "jd", "jm1", "jd1", "y", "m", "d", "m1", "d1", "page", "issue", "cursor"})
_FIELD = re.compile(r"\{(\w+)\}")
_POST = "__wb_method=POST"
_DIGITS = {"jy": r"\d{4}", "y": r"\d{4}", "cursor": r"[^&#/?]*"}

#: For templates without a day.
_ANY_DAY = date(2000, 1, 1)

Unit = Literal["day", "month", "year"]


def placeholders(template: str) -> frozenset[str]:
    """The names in a template."""
    return frozenset(_FIELD.findall(template)) & NAMES


def with_form(url: str, form: Mapping[str, str]) -> str:
    """The address of what a form sends there by POST; placeholders stay."""
    pairs = "&".join(f"{quote(name, safe='')}={quote(value, safe='{}')}" for name, value in form.items())
    return f"{url}{'&' if '?' in url else '?'}{_POST}&{pairs}"


def split_form(address: str) -> tuple[str, str | None]:
    """The address that is asked, and what is sent there by POST; None for GET."""
    url, mark, body = address.partition(f"{_POST}&")
    return (url[:-1], body) if mark and url[-1:] in ("?", "&") else (address, None)


@dataclass(frozen=True)
class AddressPlace:
    """What an address names: the first day of its period, the number of its page, its issue."""

    day: date | None = None
    page: int | None = None
    issue: int | None = None


@dataclass(frozen=True)
class AddressTemplate:
    """`first`: the number of the first `{page}`; `step`: by how much it grows."""

    text: str
    first: int = 1
    step: int = 1
    names: frozenset[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", placeholders(self.text))

    @property
    def unit(self) -> Unit | None:
        """The period that an address names; None where it names none."""
        if self.names & {"jd", "jd1", "d", "d1"}:
            return "day"
        if self.names & {"jm", "jm1", "m", "m1"}:
            return "month"
        return "year" if self.names & {"jy", "y"} else None

    def fill(self, day: date, page: int | None = None, issue: int | None = None, cursor: str = "") -> str:
        """The address of a page; without a cursor, the parameter that would hold it goes."""
        jalali = to_jalali(day)
        numbers = {"jm": jalali.month, "jd": jalali.day, "m": day.month, "d": day.day}
        values = {name: f"{number:02}" for name, number in numbers.items()}
        values |= {f"{name}1": str(number) for name, number in numbers.items()}
        values |= {"jy": str(jalali.year), "y": str(day.year), "cursor": quote(cursor, safe="")}
        values |= {
            "page": str(self.first if page is None else page),
            "issue": "" if issue is None else str(issue),
        }
        text = (
            self.text if cursor else re.sub(r"(?<=[?&])[^?&=]*=\{cursor\}(?:&|$)", "", self.text).rstrip("?&")
        )
        return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)

    def read(self, address: str) -> AddressPlace | None:
        """What an address of this template names; None for another's."""
        found = self._pattern.match(address)
        if found is None:
            return None
        numbers = {name: int(text) for name, text in found.groupdict().items() if text and text.isdecimal()}
        try:
            day = _day(numbers) if self.unit else None
        except ValueError:
            return None
        return AddressPlace(day, numbers.get("page"), numbers.get("issue"))

    def issue_in(self, address: str) -> int | None:
        """The issue that an address of this kind names, whatever its scheme, `www.` and what follows."""
        found = self._loose.search(unquote(address))
        return int(found["issue"]) if found and len(found["issue"]) < 10 else None

    def following(self, address: str) -> str:
        """The page after this one in the same period or issue; "" where pages are not counted."""
        place = self.read(address)
        if place is None or place.page is None or "page" not in self.names:
            return ""
        return self.fill(place.day or _ANY_DAY, place.page + self.step, place.issue)

    def earlier(self, address: str) -> str:
        """The first page of the period or issue before; "" where there is none."""
        place = self.read(address)
        if place is not None and place.issue is not None and place.issue > 1:
            return self.fill(_ANY_DAY, issue=place.issue - 1)
        if place is None or place.day is None or self.unit is None:
            return ""
        return self.fill(self.period_before(place.day))

    def period_before(self, day: date) -> date:
        """The first day of the period before the one that holds this day."""
        start = self.period_of(day)
        return self.period_of(start - timedelta(days=1))

    def period_of(self, day: date) -> date:
        """The first day of this day's period, in the calendar that the address counts by."""
        if self.unit == "day" or self.unit is None:
            return day
        if "jy" in self.names:
            jalali = to_jalali(day)
            return from_jalali(jalali.year, jalali.month if self.unit == "month" else 1, 1)
        return day.replace(day=1, **({} if self.unit == "month" else {"month": 1}))

    def end_of(self, day: date) -> date:
        """The last day of this day's period."""
        start = self.period_of(day)
        if self.unit == "day" or self.unit is None:
            return day
        if "jy" in self.names:
            jalali = to_jalali(start)
            if self.unit == "month":
                return start + timedelta(days=month_days(jalali.year, jalali.month) - 1)
            year, month = add_months(jalali.year, jalali.month, 12)
            return from_jalali(year, month, 1) - timedelta(days=1)
        last = start.month if self.unit == "month" else 12
        return date(start.year, last, calendar.monthrange(start.year, last)[1])

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        tail = r"(?:&.*)?$" if _POST in self.text else "$"
        return re.compile(_with_groups(re.escape(self.text)) + tail, re.S)

    @cached_property
    def _loose(self) -> re.Pattern[str]:
        bare = re.sub(r"^https?://(?:www\.)?", "", unquote(self.text).split("{issue}", 1)[0])
        return re.compile(rf"{re.escape(bare)}(?P<issue>\d+)(?!\d)")


def _with_groups(escaped: str) -> str:
    seen: set[str] = set()

    def group(found: re.Match[str]) -> str:
        name = found[1]
        digits = _DIGITS.get(name, r"\d+")
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>{digits})"

    return re.sub(r"\\\{(\w+)\\\}", lambda found: group(found) if found[1] in NAMES else found[0], escaped)


def _day(numbers: Mapping[str, int]) -> date:
    """The first day that the numbers name. Raises `ValueError`."""
    month, day = (numbers.get(name, numbers.get(f"{name}1", 1)) for name in ("jm", "jd"))
    if "jy" in numbers:
        return from_jalali(numbers["jy"], month, day)
    month, day = (numbers.get(name, numbers.get(f"{name}1", 1)) for name in ("m", "d"))
    return date(numbers["y"], month, day)
