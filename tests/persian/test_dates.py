"""Dates as outlets write them, against a page seen on Monday ۲ آذر ۱۴۰۵, 15:30 in Tehran."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.persian import dates
from rasad.persian.dates import jalali

SEEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TABLE = Path(__file__).with_name("dates.tsv")


def rows() -> list[list[str]]:
    lines = TABLE.read_text(encoding="utf-8").replace("⟨Z⟩", "\u200c").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("text", "wanted", "precision", "calendar"), rows())
def test_table(text: str, wanted: str, precision: str, calendar: str) -> None:
    replacement = dates.explain(text, SEEN)
    if wanted == "refused":
        assert isinstance(replacement, dates.Refused)
        assert precision in replacement.reason
        assert dates.parse(text, SEEN) is None
        return
    assert isinstance(replacement, dates.Parsed), replacement
    assert (replacement.precision, replacement.calendar) == (precision, calendar)
    assert replacement.at.tzinfo is UTC
    if wanted.endswith("Z"):
        assert replacement.at.strftime("%Y-%m-%dT%H:%MZ") == wanted
    else:
        year, month, day = jalali.to_jalali(replacement.at)
        clock = f" {jalali.tehran(replacement.at):%H:%M}" if precision == "minute" else ""
        assert f"{year}-{month:02}-{day:02}{clock}" == wanted


def test_the_table_is_large() -> None:
    assert len(rows()) >= 150


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert isinstance(dates.explain(text, SEEN), dates.Parsed | dates.Refused)
    assert isinstance(dates.explain_range(text, SEEN), dates.ParsedRange | dates.Refused)
    dates.day_range(text, SEEN)


@given(st.text(alphabet="۰۱۲۳۴۵۶۷۸۹0123456789/:-. تاآبانساعتپیشروزهفتهدیZT+", max_size=40))
def test_date_like_text_gets_a_verdict(text: str) -> None:
    replacement = dates.explain(text, SEEN)
    assert isinstance(replacement, dates.Refused) or replacement.at <= SEEN + timedelta(days=1)
    dates.explain_range(text, SEEN)
    dates.day_range(text, SEEN)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2026, 11, 20)))  # noqa: DTZ001
def test_what_the_desk_writes_is_read_back(naive: datetime) -> None:
    moment = naive.replace(second=0, microsecond=0, tzinfo=UTC)
    local = jalali.tehran(moment)
    if local.utcoffset() != (local + timedelta(hours=1)).utcoffset() or local.fold:
        return  # the hour the clock was put back reads as its first pass
    for text in (jalali.format_jalali(moment), jalali.format_numeric(moment, with_time=True)):
        replacement = dates.explain(text, SEEN)
        assert isinstance(replacement, dates.Parsed)
        assert replacement.at == moment


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("از ۱ تا ۵ آبان ۱۴۰۵", (1405, 8, 1), (1405, 8, 6)),
        ("۱ تا ۵ آبان", (1405, 8, 1), (1405, 8, 6)),
        ("۱ الی ۵ آبان ۱۴۰۵", (1405, 8, 1), (1405, 8, 6)),
        ("۱-۵ آبان ۱۴۰۵", (1405, 8, 1), (1405, 8, 6)),
        ("بین ۱ و ۵ آبان ۱۴۰۵", (1405, 8, 1), (1405, 8, 6)),
        ("از ۲۵ مهر تا ۵ آبان ۱۴۰۵", (1405, 7, 25), (1405, 8, 6)),
        ("از ۲۸ اسفند ۱۴۰۴ تا ۴ فروردین ۱۴۰۵", (1404, 12, 28), (1405, 1, 5)),
        ("۱۴۰۵/۰۸/۰۱ تا ۱۴۰۵/۰۸/۰۵", (1405, 8, 1), (1405, 8, 6)),
        ("از دیروز تا امروز", (1405, 9, 1), (1405, 9, 3)),
        ("1 to 5 November 2026", (1405, 8, 10), (1405, 8, 15)),
    ],
)
def test_ranges(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    found = dates.explain_range(text, SEEN)
    assert isinstance(found, dates.ParsedRange), found
    assert (jalali.to_jalali(found.start), jalali.to_jalali(found.end)) == (first, last)


@pytest.mark.parametrize("text", ["", "سلام", "۵ تا ۱ آبان ۱۴۰۵", "از ۱ تا ۳۱ آبان ۱۴۰۵", "تا آبان"])
def test_no_ranges(text: str) -> None:
    assert isinstance(dates.explain_range(text, SEEN), dates.Refused)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("دیروز", (1405, 9, 1), (1405, 9, 2)),
        ("yesterday", (1405, 9, 1), (1405, 9, 2)),
        ("امروز", (1405, 9, 2), (1405, 9, 3)),
        ("پریروز", (1405, 8, 30), (1405, 9, 1)),
        ("۳ روز پیش", (1405, 8, 29), (1405, 8, 30)),
        ("شنبه", (1405, 8, 30), (1405, 9, 1)),
        ("هفته\u200cگذشته", (1405, 8, 23), (1405, 8, 30)),
        ("هفته_گذشته", (1405, 8, 23), (1405, 8, 30)),
        ("این هفته", (1405, 8, 30), (1405, 9, 7)),
        ("7d", (1405, 8, 26), (1405, 9, 3)),
        ("۷ روز", (1405, 8, 26), (1405, 9, 3)),
        ("2w", (1405, 8, 19), (1405, 9, 3)),
        ("ماه گذشته", (1405, 8, 1), (1405, 9, 1)),
        ("امسال", (1405, 1, 1), (1406, 1, 1)),
        ("۱۴۰۵/۰۸/۲۳", (1405, 8, 23), (1405, 8, 24)),
        ("1405-8-3", (1405, 8, 3), (1405, 8, 4)),
        ("1405/08", (1405, 8, 1), (1405, 9, 1)),
        ("۱۴۰۵", (1405, 1, 1), (1406, 1, 1)),
        ("آبان", (1405, 8, 1), (1405, 9, 1)),
        ("بهمن", (1404, 11, 1), (1404, 12, 1)),
        ("آبان ۱۴۰۴", (1404, 8, 1), (1404, 9, 1)),
        ("2026-11-23", (1405, 9, 2), (1405, 9, 3)),
        ("2026-11", (1405, 8, 10), (1405, 9, 10)),
        ("1405/08/01..1405/08/05", (1405, 8, 1), (1405, 8, 6)),
    ],
)
def test_query_words(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    found = dates.day_range(text, SEEN)
    assert found is not None
    assert (jalali.to_jalali(found[0]), jalali.to_jalali(found[1])) == (first, last)
    assert found[0].tzinfo is jalali.TEHRAN


@pytest.mark.parametrize("text", ["", "کتاب", "1405/13", "1404/12/30", "0d", "99", "۱۳۰۰۰"])
def test_no_query_words(text: str) -> None:
    assert dates.day_range(text, SEEN) is None


def test_the_last_hours_end_now() -> None:
    assert dates.day_range("24h", SEEN) == (jalali.tehran(SEEN - timedelta(hours=24)), jalali.tehran(SEEN))
