"""The date of a page whose theme no rule knows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rasad.extract.article.reader import extract_unknown

SEEN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # Wednesday ۴ آذر ۱۴۰۵
TITLE = "پیاده‌راه تا پایان آذر آماده می‌شود"
TEXT = "<p>شهردار گفت نوسازی پیاده‌راه تا پایان آذر به پایان می‌رسد و سپس خیابان‌ها بهسازی می‌شوند.</p>" * 3


def published(markup: str, head: str = "", url: str = "https://x.example/n/88231/a") -> datetime | None:
    page = f"<html><head><title>{TITLE}</title>{head}</head><body>{markup}</body></html>"
    return extract_unknown(page.encode(), url, SEEN).published


@pytest.mark.parametrize(
    "beside",
    [
        "<div class=x3>شنبه ۲۳ آبان ۱۴۰۵ ساعت ۱۳:۴۵</div>",
        "<ul><li><a href=/u>سردبیر</a></li><li>۲۳ آبان ۱۴۰۵ ، ۱۳:۴۵</li></ul>",
        '<i><time datetime="2026-11-14T13:45:00+03:30">۲۳ آبان ۱۴۰۵</time></i>',
    ],
)
def test_the_line_beside_the_headline(beside: str) -> None:
    clock = "<div>چهارشنبه ۴ آذر ۱۴۰۵</div>"
    markup = f"{clock}<div><h1>{TITLE}</h1>{beside}<div>{TEXT}</div></div><footer>© ۱۴۰۵/۰۱/۰۱</footer>"
    assert published(markup) == datetime(2026, 11, 14, 10, 15, tzinfo=UTC)


def test_the_clock_of_the_page_is_not_taken() -> None:
    assert published(f"<div><div>امروز چهارشنبه ۴ آذر ۱۴۰۵</div><h1>{TITLE}</h1>{TEXT}</div>") is None


def test_the_date_of_a_related_item_is_not_taken() -> None:
    related = "<div class=related-posts><div>خبر دیگر</div><div>۱ آبان ۱۴۰۵ - ۱۰:۰۰</div></div>"
    assert published(f"<div><h1>{TITLE}</h1>{TEXT}{related}</div>") is None


def test_a_weekday_in_words_gives_way_to_the_stamp_under_it() -> None:
    header = (
        f'<article><header><h1>{TITLE}</h1><time datetime="2026-11-14T13:45:00+03:30">شنبه</time></header>'
    )
    assert published(f"{header}{TEXT}</article>") == datetime(2026, 11, 14, 10, 15, tzinfo=UTC)
