"""Feed addresses with dates and pages in them: `{jy}{jm}{jd}` Jalali, `{y}{m}{d}` Gregorian, `{page}`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from persian.jalali import tehran_today, to_jalali

_FIELDS = re.compile(r"\{(jy|jm|jd|y|m|d|page|issue)\}")
#: Days looked back at: at the first poll of a dated feed, and at most after a pause.
FIRST_DAYS = 8  # a week, and the day that has only begun
MOST_DAYS = 31


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


def days_to_poll(now: datetime, last_polled: datetime | None) -> list[date]:
    """The Tehran days whose pages may hold news: newest first, back to the last poll."""
    today = tehran_today(now)
    if last_polled is None:
        back = FIRST_DAYS
    else:
        back = min((today - tehran_today(last_polled)).days + 1, MOST_DAYS)
    return [today - timedelta(days=n) for n in range(back)]


def days_between(start: date, end: date) -> list[date]:
    """Each day from `start` to `end`, both included, newest first."""
    return [end - timedelta(days=n) for n in range((end - start).days + 1)]
