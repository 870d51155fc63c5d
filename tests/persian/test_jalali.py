"""The Jalali calendar on Tehran's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.persian.dates import jalali
from rasad.persian.text.sentences import sentences


@given(st.dates(min_value=date(1921, 3, 21), max_value=date(2121, 3, 1)))
def test_there_and_back(day: date) -> None:
    assert jalali.from_jalali(*jalali.to_jalali(day)) == day


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1)))
def test_weeks_begin_on_saturday_and_months_hold_their_days(day: date) -> None:
    first = jalali.week_start(day)
    assert first.weekday() == 5
    assert timedelta(0) <= day - first < timedelta(days=7)
    year, month, _ = jalali.to_jalali(day)
    start, end = jalali.month_bounds(year, month)
    assert (end.date() - start.date()).days == jalali.month_days(year, month)
    assert start.date() <= day < end.date()


@pytest.mark.parametrize(
    ("year", "leap"), [(1399, True), (1403, True), (1404, False), (1405, False), (1408, True)]
)
def test_leap_years(year: int, leap: bool) -> None:
    assert jalali.is_leap(year) is leap


def test_no_thirtieth_of_esfand_in_a_common_year() -> None:
    with pytest.raises(ValueError):
        jalali.from_jalali(1404, 12, 30)


def test_what_the_desk_shows() -> None:
    moment = datetime(2026, 11, 14, 10, 15, tzinfo=UTC)
    assert jalali.format_jalali(moment) == "۲۳ آبان ۱۴۰۵، ۱۳:۴۵"
    assert jalali.format_jalali(moment, with_time=False) == "۲۳ آبان ۱۴۰۵"
    assert jalali.format_jalali(moment.date()) == "۲۳ آبان ۱۴۰۵"
    assert jalali.format_jalali(moment, with_time=False, with_weekday=True) == "شنبه ۲۳ آبان ۱۴۰۵"
    assert jalali.format_numeric(moment, with_time=True) == "۱۴۰۵/۰۸/۲۳ ۱۳:۴۵"
    assert jalali.persian_digits(1405) == "۱۴۰۵"


def test_summer_time_ended_in_2022() -> None:
    assert f"{jalali.tehran(datetime(2022, 7, 1, 12, tzinfo=UTC)):%H:%M}" == "16:30"
    assert f"{jalali.tehran(datetime(2023, 7, 1, 12, tzinfo=UTC)):%H:%M}" == "15:30"


@given(st.text(max_size=200))
def test_sentences_slice_the_text_in_order(text: str) -> None:
    last = 0
    for start, end in sentences(text):
        assert last <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        last = end


def test_sentences() -> None:
    text = "شهردار آمد. پروژه ۱۲.۵ درصد رشد کرد! «چرا؟» سال ۱۴۰۵ ه.ش. بود.\nپایان"
    assert [text[a:b] for a, b in sentences(text)] == [
        "شهردار آمد.", "پروژه ۱۲.۵ درصد رشد کرد!", "«چرا؟»", "سال ۱۴۰۵ ه.ش. بود.", "پایان",
    ]  # fmt: skip


ZONES = st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=12)), jalali.TEHRAN])


@given(st.datetimes(timezones=ZONES) | st.datetimes() | st.dates())
def test_any_moment_is_written_and_says_so_where_the_calendar_does_not_reach_it(moment: date) -> None:
    for text in (
        jalali.format_jalali(moment, with_weekday=True),
        jalali.format_numeric(moment, with_time=True),
    ):
        assert text
        if not 700 < moment.year < 9000:
            continue
        assert "میلادی" not in text


@pytest.mark.parametrize(
    "moment",
    [
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        date.min,
        date.max,
        date(621, 3, 1),
    ],
)
def test_days_beyond_the_calendar_are_gregorian(moment: date) -> None:
    assert "میلادی" in jalali.format_jalali(moment)
    assert "میلادی" in jalali.format_numeric(moment)
