"""A date is right or absent: the traps of real pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rasad.extract.article.extraction import Extraction
from rasad.extract.article.reader import extract_unknown

SEEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TEXT = "<p>" + "متن خبر دربارهٔ شهر و خیابان‌های آن که به اندازهٔ کافی بلند است. " * 8 + "</p>"


def nastooh(head: str = "", visible: str = "", url: str = "https://x.example/news/1234567/a") -> Extraction:
    page = f"""<html lang="fa"><head><meta name="generator" content="www.nastooh.ir"><title>تیتر خبر آزمایشی شهر</title>
    <meta property="og:title" content="تیتر خبر آزمایشی شهر">{head}</head><body><h1 class="title">تیتر خبر آزمایشی شهر</h1>
    <div class="item-date">{visible}</div><div class="item-body"><div class="item-text">{TEXT}</div></div>
    <aside><time datetime="2026-11-23T11:00:00Z">۱۴:۳۰</time></aside><footer>۱۴۰۵/۰۹/۰۲ - ۱۵:۳۰</footer></body></html>"""
    return extract_unknown(page.encode(), url, SEEN)


def meta(value: str, name: str = "article:published_time") -> str:
    return f'<meta property="{name}" content="{value}">'


def ld(value: str) -> str:
    return (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"تیتر خبر آزمایشی شهر",'
        f'"datePublished":"{value}"}}</script>'
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_the_render_time_is_never_the_publication_time() -> None:
    got = nastooh('<meta name="date" content="2026-11-23 T 15:29:00 +0330">')
    assert got.published is None
    assert "no source" in got.provenance["published"]


def test_times_in_side_bars_and_footers_are_not_taken() -> None:
    assert nastooh().published is None


def test_what_a_reader_sees_and_what_machines_are_told_agree() -> None:
    got = nastooh(meta("2026-11-14T10:15:37Z"), "۲۳ آبان ۱۴۰۵ - ۱۳:۴۵")
    assert got.published == at("2026-11-14T10:15:37+00:00")
    assert got.confidence["published"] > 0.95


@pytest.mark.parametrize("told", ["2026-11-14T13:45:00Z", "2026-11-14T13:45:00+04:30", "2026-11-14T10:15:00"])
def test_a_wrong_offset_gives_way_to_the_visible_time(told: str) -> None:
    got = nastooh(meta(told), "۲۳ آبان ۱۴۰۵ - ۱۳:۴۵")
    assert got.published == at("2026-11-14T13:45:00+03:30")
    assert "offset" in got.provenance["published"]


def test_summer_time_of_2014_under_a_winter_label() -> None:
    assert nastooh(ld("2014-07-09T12:00:00+03:30")).published == at("2014-07-09T12:00:00+04:30")


def test_two_machine_stamps_one_utc_one_naive_agree() -> None:
    got = nastooh(ld("2026-11-14T10:15:37Z") + meta("2026-11-14 13:45:37"))
    assert got.published == at("2026-11-14T10:15:37+00:00")


def test_jalali_digits_in_meta() -> None:
    got = nastooh(meta("۱۳۹۷/۰۴/۳۰ - ۰۰:۲۰"))
    assert got.published == at("2018-07-21T00:20:00+04:30")


def test_a_visible_day_takes_the_minute_of_a_stamp_on_the_same_day_only() -> None:
    same = nastooh(meta("2026-11-14T10:15:37Z"), "شنبه ۲۳ آبان ۱۴۰۵")
    assert (same.published, same.published_precision) == (at("2026-11-14T10:15:37+00:00"), "minute")
    other = nastooh(meta("2026-11-20T10:15:37Z"), "شنبه ۲۳ آبان ۱۴۰۵")
    assert (other.published, other.published_precision) == (at("2026-11-14T00:00:00+03:30"), "day")


def test_stamps_days_apart_with_nothing_to_decide_give_no_date() -> None:
    got = nastooh(ld("2026-10-01T10:00:00Z") + meta("2026-11-14T10:15:37Z"))
    assert got.published is None
    assert "differ" in got.provenance["published"]


def test_the_day_in_the_address_decides_between_stamps() -> None:
    got = nastooh(
        ld("2026-10-01T10:00:00Z") + meta("2026-11-14T10:15:37Z"),
        url="https://x.example/1405/08/23/news/1234567",
    )
    assert got.published == at("2026-11-14T10:15:37+00:00")


def test_a_stamp_hours_ahead_labelled_utc_is_tehrans_clock() -> None:
    got = nastooh(meta("2026-11-23T15:20:00Z"))
    assert got.published == at("2026-11-23T15:20:00+03:30")


def test_a_stamp_days_ahead_is_refused() -> None:
    assert nastooh(meta("2026-12-13T10:22:15+03:30")).published is None


def test_the_clock_of_the_page_is_not_the_time_of_an_old_article() -> None:
    now = (SEEN + timedelta(minutes=2)).astimezone(UTC)
    got = nastooh(meta("2026-11-01T10:15:00Z"), f"۲ آذر ۱۴۰۵ - {now.hour + 3}:{now.minute + 30}")
    assert got.published == at("2026-11-01T10:15:00+00:00")


def test_relative_words_count_from_when_the_page_was_seen() -> None:
    got = nastooh(visible="۳ ساعت پیش")
    assert got.published == SEEN - timedelta(hours=3)
