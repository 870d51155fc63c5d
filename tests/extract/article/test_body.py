"""Where a body begins and ends, whom it credits, and which CMS reads the page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rasad.extract.article.agencies import credited
from rasad.extract.article.extraction import Extraction
from rasad.extract.article.reader import extract, extract_unknown
from rasad.outlets.loading import load_outlets

OUTLETS = load_outlets(Path(__file__).resolve().parents[3] / "settings" / "outlets")
SEEN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ONE = "شهردار گفت نوسازی پیاده‌راه تا پایان آذر به پایان می‌رسد و پس از آن خیابان‌ها بهسازی می‌شوند."
TWO = "او افزود برای این کار سی میلیارد تومان هزینه شده است و کسبهٔ محل در طراحی آن سهم داشته‌اند."
TITLE = "پیاده‌راه تا پایان آذر آماده می‌شود"


def read(
    markup: str, outlet: str = "", url: str = "https://x.example/news/1234567/a", head: str = ""
) -> Extraction:
    page = f"<html><head><title>{TITLE}</title>{head}</head><body>{markup}</body></html>".encode()
    return extract(page, url, OUTLETS[outlet], SEEN) if outlet else extract_unknown(page, url, SEEN)


def test_a_rule_that_names_paragraphs_gives_all_of_them() -> None:
    markup = f'<h1 class="title">{TITLE}</h1><div><p class="rtejustify">{ONE}</p><p class="rtejustify">{TWO}</p></div>'
    found = read(markup, "fars", "http://www.farsnews.com/newstext.php?nn=13930418000036")
    assert found.body == f"{ONE}\n\n{TWO}"
    assert found.news_code == "13930418000036"


@pytest.mark.parametrize("mark", ["انتهای پیام", "انتهای پیام/", "انتهای پیام/ز", "انتهای پیام/۴۳۲۱"])
def test_what_follows_the_end_mark_is_no_part_of_the_text(mark: str) -> None:
    markup = f'<h1>{TITLE}</h1><div class="body"><p>{ONE}</p><p>{TWO}</p><p>{mark}</p><p>خبری دیگر از محله</p></div>'
    assert read(markup, "yjc", "https://www.yjc.ir/fa/news/6919119/a").body == f"{ONE}\n\n{TWO}"


def test_teasers_tags_and_font_buttons_leave_the_body() -> None:
    markup = (
        f'<h1>{TITLE}</h1><div class="body"><p>A A</p><p>{ONE}</p><p>بیشتر:</p><p><a href="/x">طرح تازه‌ای هم هست</a></p>'
        f"<p>{TWO}</p><p>برچسب‌ها: تهران، شهر</p></div>"
    )
    assert read(markup, "tabnak", "https://www.tabnak.ir/fa/news/1312351/a").body == f"{ONE}\n\n{TWO}"


def test_lines_of_the_head_leave_the_body_of_an_unknown_theme() -> None:
    markup = f"<div><div><p>کد خبر: d1Gjx زمان: 23:55 1398/02/26</p><h1>{TITLE}</h1><p>{ONE}</p><p>{TWO}</p></div></div>"
    assert read(markup).body == f"{ONE}\n\n{TWO}"


def test_an_outlet_that_changed_its_cms_is_read_by_the_one_its_page_shows() -> None:
    markup = (
        f'<div class="item-header"><div class="item-date">۲۳ آبان ۱۴۰۵ - ۱۳:۴۵</div><div class="rutitr">روتیتر</div>'
        f'<h1 class="title">{TITLE}</h1></div><div class="item-body"><div class="item-text"><p>{ONE}</p><p>{TWO}</p></div></div>'
    )
    found = read(
        markup,
        "rokna",
        "https://www.rokna.net/news/712345/x",
        '<meta name="generator" content="www.nastooh.ir">',
    )
    assert (found.family, found.kicker) == ("nastooh", "روتیتر")
    assert found.published == datetime(2026, 11, 14, 10, 15, tzinfo=UTC)


def test_a_kicker_inside_the_headline_is_told_apart() -> None:
    head = f'<meta property="og:title" content="{TITLE}">'
    markup = f'<h1 class="title"><span class="rutitr">شهردار:</span> {TITLE}</h1><div class="body"><p>{ONE}</p></div>'
    found = read(markup, "tabnak", "https://www.tabnak.ir/fa/news/1312351/a", head)
    assert (found.kicker, found.title) == ("شهردار:", TITLE)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("به گزارش خبرنگار حوزه احزاب خبرگزاری فارس، او گفت", "خبرگزاری فارس"),
        ("به گزارش خبرنگار مهر، شهردار گفت", "مهر"),
        ("به گزارش خبرنگار حوزه شهری ایسنا، او گفت", "ایسنا"),
        ("به گزارش روز شنبه شهر تهران، باران آمد", ""),
        ("به گزارش فارس از مشهد، باران آمد", "فارس"),
    ],
)
def test_a_name_that_is_also_a_word_is_credited_only_where_it_stands_alone(text: str, source: str) -> None:
    assert credited("", text)[0] == source
