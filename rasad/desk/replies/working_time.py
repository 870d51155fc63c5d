"""Working hours: deadlines that Thursdays, Fridays, nights and holidays do not count towards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from rasad.desk.replies.models import Holiday, OfficeDay
from rasad.persian.dates.jalali import TEHRAN, tehran, weekday

#: Where the table of office days is empty: Saturday to Wednesday, 07:30 to 15:30.
USUAL: Mapping[int, tuple[time, time]] = {day: (time(7, 30), time(15, 30)) for day in range(5)}
MOST_DAYS = 800  # that are looked through; a calendar without a working day ends there


class NoWorkingTimeError(ValueError):
    """The office never opens: there is no working hour to count."""


@dataclass(frozen=True)
class WorkCalendar:
    """When the office works: hours by weekday (Saturday 0), days that differ. Pure."""

    hours: Mapping[int, tuple[time, time]] = field(default_factory=lambda: dict(USUAL))
    holidays: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()  # days that work although they would not

    def hours_of(self, day: date) -> tuple[datetime, datetime] | None:
        """The working hours of a day; None where the office is closed."""
        usual = self.hours.get(weekday(day))
        if day in self.working:
            usual = usual or next(iter(self.hours.values()), None)
        elif day in self.holidays:
            return None
        if usual is None or usual[0] >= usual[1]:
            return None
        return datetime.combine(day, usual[0], TEHRAN), datetime.combine(day, usual[1], TEHRAN)

    def add(self, start: datetime, hours: float) -> datetime:
        """The moment so many working hours later. Raises `NoWorkingTimeError`."""
        left = timedelta(hours=hours)
        for begin, end in self._spans(start):
            if end - begin >= left:
                return (begin + left).astimezone(UTC)
            left -= end - begin
        raise NoWorkingTimeError

    def hours_between(self, start: datetime, end: datetime) -> float:
        """How many working hours lie between two moments; 0 where the second is not later."""
        total = timedelta()
        for begin, close in self._spans(start):
            if begin >= end:
                break
            total += min(close, end.astimezone(TEHRAN)) - begin
        return total.total_seconds() / 3600

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working time from a moment on, in order."""
        moment = tehran(start)
        for number in range(MOST_DAYS):
            span = self.hours_of(moment.date() + timedelta(days=number))
            if span and span[1] > moment:
                yield max(span[0], moment), span[1]


def working_calendar() -> WorkCalendar:
    """The office's, as its tables say."""
    days = {row.weekday: (row.from_time, row.to_time) for row in OfficeDay.objects.all()}
    rows = list(Holiday.objects.values_list("day", "works"))
    return WorkCalendar(
        hours=days or dict(USUAL),
        holidays=frozenset(day for day, works in rows if not works),
        working=frozenset(day for day, works in rows if works),
    )
