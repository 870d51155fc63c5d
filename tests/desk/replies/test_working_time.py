"""Working hours: nights, Thursdays, Fridays and holidays do not count."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.desk.replies.working_time import NoWorkingTimeError, WorkCalendar
from rasad.persian.dates.jalali import TEHRAN

USUAL = WorkCalendar()
WEDNESDAY = datetime(2026, 12, 2, 14, 30, tzinfo=TEHRAN)


def test_a_deadline_on_wednesday_goes_on_on_saturday() -> None:
    assert USUAL.add(WEDNESDAY, 3) == datetime(2026, 12, 5, 9, 30, tzinfo=TEHRAN)


def test_a_holiday_moves_it_on_and_a_working_thursday_takes_it_in() -> None:
    holiday = WorkCalendar(holidays=frozenset({date(2026, 12, 5)}))
    assert holiday.add(WEDNESDAY, 3) == datetime(2026, 12, 6, 9, 30, tzinfo=TEHRAN)
    thursday = WorkCalendar(working=frozenset({date(2026, 12, 3)}))
    assert thursday.add(WEDNESDAY, 3) == datetime(2026, 12, 3, 9, 30, tzinfo=TEHRAN)


def test_what_is_asked_at_night_begins_in_the_morning() -> None:
    night = datetime(2026, 12, 1, 23, tzinfo=TEHRAN)
    assert USUAL.add(night, 1) == datetime(2026, 12, 2, 8, 30, tzinfo=TEHRAN)


def test_an_office_that_never_opens_gives_no_deadline() -> None:
    closed = WorkCalendar(hours={3: (time(9), time(9))})
    with pytest.raises(NoWorkingTimeError):
        closed.add(WEDNESDAY, 1)
    assert closed.hours_between(WEDNESDAY, WEDNESDAY + timedelta(days=30)) == 0


@given(st.integers(0, 3_000_000), st.floats(0.1, 200))
def test_the_hours_up_to_a_deadline_are_those_that_were_given(minutes: int, hours: float) -> None:
    begin = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    assert USUAL.hours_between(begin, USUAL.add(begin, hours)) == pytest.approx(hours, abs=1e-6)
