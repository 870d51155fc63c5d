"""Hours in dates: kept or refused, never dropped."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rasad.persian.dates.jalali import tehran
from rasad.search.errors import QueryError
from rasad.search.query.ast import Dates
from rasad.search.query.date_spans import day_bounds
from rasad.search.query.parser import parse

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)  # Tuesday ۱۰ آذر ۱۴۰۵, 12:30 in Tehran


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("۱۴۰۵/۹/۹ ۲۰:۰۰", "11-30 20:00", "11-30 20:00"),
        ("1405/9/9T20:15", "11-30 20:15", "11-30 20:15"),
        ("۱۴۰۵/۹/۹ - ۷:۰۵", "11-30 07:05", "11-30 07:05"),
        ("۹ آذر ساعت ۸ شب", "11-30 20:00", "11-30 20:00"),
        ("دیروز ساعت ۲۰", "11-30 20:00", "11-30 20:00"),
        ("۳ روز پیش ساعت ۱۰ صبح", "11-28 10:00", "11-28 10:00"),
        ("2026-11-30 20:15:30", "11-30 20:15", "11-30 20:15"),
        ("دیشب", "11-30 20:00", "12-01 08:00"),
        ("شب گذشته", "11-30 20:00", "12-01 08:00"),
        ("پریشب", "11-29 20:00", "11-30 08:00"),
        ("امروز صبح", "12-01 06:00", "12-01 12:00"),
        ("دیروز بعد از ظهر", "11-30 12:00", "11-30 18:00"),
    ],
)
def test_a_time_of_day_is_kept(text: str, start: str, end: str) -> None:
    found = day_bounds(text, NOW)
    assert found is not None
    assert [f"{tehran(moment):%m-%d %H:%M}" for moment in found] == [start, end]


@pytest.mark.parametrize("text", ["20:00", "۱۴۰۵/۹/۹ ۲۵:۰۰", "۱۴۰۵/۹/۹ ۲۰:۶۱", "آبان ۲۰:۰۰"])
def test_a_time_that_is_none_or_has_no_day_is_refused(text: str) -> None:
    assert day_bounds(text, NOW) is None


def test_an_hour_in_a_query_belongs_to_its_date() -> None:
    found = parse("از:دیروز ساعت ۸ شب تا امروز ۸:۰۰ مترو", NOW).ast
    dates = [part for part in getattr(found, "parts", ()) if isinstance(part, Dates)]
    assert [(one.start, one.end) for one in dates] == [
        (datetime(2026, 11, 30, 16, 30, tzinfo=UTC), None),
        (None, datetime(2026, 12, 1, 4, 30, tzinfo=UTC)),
    ]
    with pytest.raises(QueryError) as refused:
        parse("از:۱۴۰۵/۹/۹ ۲۵:۰۰ مترو", NOW)
    assert (refused.value.position, refused.value.length) == (12, 5)
