"""Alert rules see the article's own text, not what the outlet puts around it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rasad.desk.alerts.own_text import own_text
from rasad.search.documents import ArticleText, Document

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def document(body: str) -> Document:
    return Document("x", 0, 0, "", "", ArticleText("تیتر", body=body), at=NOW, first_capture=NOW)


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("متن خبر.\n\nانتهای پیام/ ۱۲\n\nمترو و اتوبوس", "متن خبر."),
        ("متن خبر.\nپایان پیام\nمترو", "متن خبر."),
        ("متن.\nبیشتر بخوانید: مترو گران شد\nدنباله", "متن.\n\nدنباله"),
        ("متن.\nکد خبر ۱۲۳ مترو", "متن."),
    ],
)
def test_what_the_outlet_adds_is_not_matched(body: str, own: str) -> None:
    assert own_text(document(body)).text.body.strip() == own


def test_a_text_without_it_is_the_same_value_and_needs_no_new_analysis() -> None:
    one = document("او گفت انتهای پیام من این است که مترو خوب است.")
    assert own_text(one) is one
