"""Outlets and units are found by the names that people use."""

from __future__ import annotations

import pytest

from rasad.search.query.names import shorter_names


@pytest.mark.parametrize(
    ("name", "shorter"),
    [
        ("روزنامه گفتار", ("گفتار",)),
        ("باشگاه خبری پیام شهر", ("خبری پیام شهر", "پیام شهر")),
        ("سازمان حمل\u200cونقل و ترافیک", ("حمل\u200cونقل و ترافیک",)),
        ("شهرداری منطقه ۵", ("منطقه ۵",)),
        ("شهرداری ۵", ()),  # a number alone is no name
        ("خبرگزاری", ()),
        ("گفتار", ()),
    ],
)
def test_the_general_words_at_the_head_can_be_left_out(name: str, shorter: tuple[str, ...]) -> None:
    assert shorter_names(name) == shorter
