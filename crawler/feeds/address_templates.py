"""Feed addresses with dates and pages in them: `{jy}{jm}{jd}` Jalali, `{y}{m}{d}` Gregorian, `{page}`."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta

from rasad.persian.dates.jalali import tehran_today, to_jalali

_FIELDS = re.compile(r"\{(jy|jm|jd|y|m|d|page|issue)\}")
#: Days looked back at: at the first poll of a dated feed, and at most after a pause.
FIRST_DAYS = 8  # a week, and the day that has only begun
MOST_DAYS = 31
#: What is dated shortly before midnight may be listed after it.
LATE = timedelta(hours=6)


def is_dated(template: str) -> bool:
    """Whether the address changes with the day."""
    return any(f"{{{name}}}" in template for name in ("jd", "d"))


def fill(template: str, day: date, page: int = 1) -> str:
    """The address of a day's page."""
    jalali = to_jalali(day)
    values = {
        "jy": str(jalali.year),
        "jm": f"{jalali.month:02}",
        "jd": f"{jalali.day:02}",
        "y": str(day.year),
        "m": f"{day.month:02}",
        "d": f"{day.day:02}",
        "page": str(page),
        "issue": "",
    }
    return _FIELDS.sub(lambda found: values[found[1]], template)


def days_to_poll(now: datetime, since: datetime | None, missing: Collection[date] = ()) -> list[date]:
    """The Tehran days whose pages may hold news, newest first.

    `since`: the end of the last whole poll. A day's page is asked for until `LATE` after its midnight; a
    day that had no page (`missing`) for a week, as an issue may be put up late.
    """
    today = tehran_today(now)
    back = FIRST_DAYS if since is None else min((today - tehran_today(since - LATE)).days + 1, MOST_DAYS)
    days = {today - timedelta(days=n) for n in range(back)}
    days.update(day for day in missing if 0 <= (today - day).days < FIRST_DAYS)
    return sorted(days, reverse=True)


def days_between(start: date, end: date) -> list[date]:
    """Each day from `start` to `end`, both included, newest first."""
    return [end - timedelta(days=n) for n in range((end - start).days + 1)]
