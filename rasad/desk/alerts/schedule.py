"""A rule's working hours: when what it caught may be sent. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from rasad.persian.dates.jalali import TEHRAN


class ScheduleError(ValueError):
    """The schedule is not one; the message says in Persian what to write."""


def check(schedule: Mapping[str, Any]) -> None:
    """Refuse what `next_open` could not read. Raises `ScheduleError`."""
    if not schedule:
        return
    if set(schedule) - {"days", "from", "to"}:
        raise ScheduleError("تنها روزها، آغاز و پایان را بنویسید.")
    days = schedule.get("days", list(range(7)))
    if (
        not isinstance(days, list)
        or not days
        or not all(isinstance(day, int) and 0 <= day <= 6 for day in days)
    ):
        raise ScheduleError("روزها فهرستی از ۰ (دوشنبه) تا ۶ (یکشنبه) است.")
    start, end = _time(schedule.get("from", "00:00")), _time(schedule.get("to", "24:00"))
    if start == end:
        raise ScheduleError("آغاز و پایان یک ساعت‌اند.")


def _time(text: str) -> time | None:
    """A time of day; None is the day's end."""
    if text == "24:00":
        return None
    try:
        return time.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise ScheduleError(f"«{text}» ساعت نیست؛ مانند 08:30 بنویسید.") from error


def next_open(schedule: Mapping[str, Any], now: datetime) -> datetime:
    """`now`, or the moment the schedule opens next (Tehran time; a span may run over midnight)."""
    if not schedule:
        return now
    try:
        check(schedule)
    except ScheduleError:
        return now
    days = set(schedule.get("days", range(7)))
    start, end = _time(schedule.get("from", "00:00")) or time(), _time(schedule.get("to", "24:00"))
    today = now.astimezone(TEHRAN).date()
    for offset in range(-1, 9):
        day = today + timedelta(days=offset)
        if day.weekday() not in days:
            continue
        opens = datetime.combine(day, start, TEHRAN)
        last = day + timedelta(days=1) if end is None or end <= start else day
        closes = datetime.combine(last, end or time(), TEHRAN)
        if now < closes:
            return max(now, opens.astimezone(UTC))
    return now
