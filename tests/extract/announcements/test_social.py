"""Channels' preview pages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rasad.extract.announcements.social import parse_eitaa, parse_telegram
from rasad.extract.announcements.social_post import count, headline
from rasad.outlets.families import shipped
from rasad.outlets.loading import OutletSpec

SEEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
GOLDEN = Path(__file__).resolve().parents[2] / "golden"


def channel(family: str, home: str) -> OutletSpec:
    base = shipped()[family]
    return OutletSpec(
        key="c", name="کانال", kind="telegram", home=home, family=family, prefix=base.prefix,
        id_pattern=base.id_pattern, rules=base.rules,
    )  # fmt: skip


def test_one_bad_post_does_not_break_the_page() -> None:
    body = (GOLDEN / "tg_shahr/2026-11-18.html").read_bytes()
    page = parse_telegram(
        body, "https://t.me/s/shahr_ir", channel("telegram", "https://t.me/s/shahr_ir"), SEEN
    )
    assert [post.url for post in page.posts] == ["https://t.me/shahr_ir/4102"]
    assert len(page.errors) == 1
    assert page.skipped == 2, "the service message, and the post that shows nothing"
    assert (page.before, page.channel_title, page.preview) == ("4101", "شهر", True)
    post = page.posts[0]
    assert post.extra["views"] == 10_500
    assert post.extra["edited"] is True
    assert post.extra["forwarded_from"]["name"] == "مرکز کنترل ترافیک"
    assert "پیام قبلی" not in post.body, "what it replies to is not its text"


def test_posts_of_another_channel_are_not_taken() -> None:
    body = (GOLDEN / "tg_shahr/2026-11-18.html").read_bytes()
    page = parse_telegram(body, "https://t.me/s/other", channel("telegram", "https://t.me/s/other"), SEEN)
    assert page.posts == []


def test_eitaa_pages_by_its_smallest_number() -> None:
    body = (GOLDEN / "eitaa_tasnim/2026-11-19.html").read_bytes()
    page = parse_eitaa(
        body, "https://eitaa.com/tasnimnews", channel("eitaa", "https://eitaa.com/tasnimnews"), SEEN
    )
    assert (page.before, page.posts[0].extra["views"]) == ("5120", 21_430)


def test_a_channel_without_preview_says_so() -> None:
    body = b'<html><body><div class="tgme_page"><div class="tgme_page_title">x</div></div></body></html>'
    page = parse_telegram(body, "https://t.me/s/x", channel("telegram", "https://t.me/s/x"), SEEN)
    assert (page.preview, page.posts, page.before) == (False, [], None)


@pytest.mark.parametrize(
    ("text", "number"),
    [("10.5K", 10_500), ("1.2M", 1_200_000), ("987", 987), ("12,345", 12_345), ("۱۰٫۵ هزار", 10_500), ("۲۱٬۴۳۰", 21_430), ("", None), ("—", None)],
)  # fmt: skip
def test_counts(text: str, number: int | None) -> None:
    assert count(text) == number


def test_a_headline_is_the_first_line_that_says_something() -> None:
    assert headline("🔴\n#فوری\nبرف در راه تهران است\nمتن") == "برف در راه تهران است"
    long = "جملهٔ نخست که به اندازهٔ کافی بلند است تمام شد. " + "دنباله " * 60
    assert headline(long) == "جملهٔ نخست که به اندازهٔ کافی بلند است تمام شد."
    assert len(headline("واژه " * 100)) <= 161


def test_lines_of_a_table_written_as_pre_stay_lines() -> None:
    text = '<div class="tgme_widget_message_text js-message_text"><b>پروازها</b><pre>تهران ۸:۰۰\nمشهد ۹:۰۰</pre>پایان</div>'
    body = (
        '<section class="tgme_channel_history"><div class="tgme_widget_message" data-post="kanal/1">'
        f"{text}<a class=tgme_widget_message_date href=https://t.me/kanal/1>"
        "<time datetime=2026-11-19T10:15:00+00:00>10:15</time></a></div></section>"
    ).encode()
    url = "https://t.me/s/kanal"
    (post,) = parse_telegram(body, url, channel("telegram", url), SEEN).posts
    assert post.body == "پروازها\n\nتهران ۸:۰۰\nمشهد ۹:۰۰\n\nپایان"
