"""What the query language refuses: where, in Persian, and with what instead."""

from __future__ import annotations

import re

import pytest

from rasad.search.query.parser import QueryError, parse
from tests.search.articles import NOW


@pytest.mark.parametrize(
    ("text", "position", "suggestion"),
    [
        ("a «b c", 2, "a «b c»"),
        ('a "b', 2, 'a "b"'),
        ("a b»", 3, "a b"),
        ("(a b", 0, "(a b)"),
        ("a b)", 3, "a b"),
        ("a ()", 2, None),
        ("a OR", 2, "a"),
        ("a NOT", 2, "a"),
        ("OR a", 0, "«OR» a"),
        ("a AND OR b", 6, "a AND «OR» b"),
        ("عنوان:", 0, None),
        ("*", 0, None),
        ("شه*ر", 2, "شهر"),
        ("*شهر", 0, "شهر"),
        ("ش*", 0, None),
        ("رسنه:ایرنا", 0, "رسانه:ایرنا"),
        ("outlte:irna", 0, "outlet:irna"),
        ("رسانه:ایر*", 6, None),
        ("رسانه:«a b»~3", 11, None),
        ("عنوان:(رسانه:x)", 7, None),
        ("از:(دیروز)", 0, None),
        ("از:کی", 3, None),
        ("از:۱۴۰۴/۱۲/۳۰", 3, None),
        ("تاریخ:۱۴۰۵/۰۸/۲۳ a", 0, "از:۱۴۰۵/۰۸/۲۳ تا:۱۴۰۵/۰۸/۲۳ a"),
        ("مترو ماه:آبان ۱۴۰۵", 5, "مترو از:آبان ۱۴۰۵ تا:آبان ۱۴۰۵"),
        ("بازه:۱ آبان تا ۵ آبان مترو", 0, "از:۱ آبان تا ۵ آبان مترو"),
        ("month:2026-11", 0, "از:2026-11 تا:2026-11"),
        ("خبرگزاری:ایرنا مترو", 0, "رسانه:ایرنا مترو"),
        ("-کلیدواژه:برف", 1, "-برچسب:برف"),
        ("since:2026-11-01", 0, "از:2026-11-01"),
        ("متن:مترو تهران", 0, "مترو تهران"),
        ("!مترو تهران", 0, "-مترو تهران"),
        ("تهران مترو~2", 10, "تهران مترو"),
        ("مترو^3", 4, "مترو"),
        ("«الف ب»~ ۵", 7, "«الف ب»~5"),
        ("«الف ب»~-1 پ", 7, "«الف ب»~5 پ"),
        ("«الف ب»~2.5", 7, "«الف ب»~2"),
        ("لحن:خوب", 4, None),
        ("از:۳۰ اسفند ۱۴۰۴ مترو", 3, None),
        ("از:۳۱ مهر", 3, None),
        ("از:۱۴۰۵/۰۸/۰۱-۱۴۰۵/۰۸/۰۵", 3, "از:۱۴۰۵/۰۸/۰۱ تا ۱۴۰۵/۰۸/۰۵"),
        ("از:۱-۵ آبان", 3, "از:۱ تا ۵ آبان"),
        ("از:۵ آبان تا:۱ آبان مترو", 3, "از:۱ آبان تا:۵ آبان مترو"),
        ("مترو از:۵ آبان تا ۱ آبان", 8, "مترو از:۱ آبان تا ۵ آبان"),
        ("تا:«دیروز» از:امروز", 3, "تا:امروز از:«دیروز»"),
        ("a *", 2, "a"),
        ("شهر *", 4, "شهر*"),
        ('«a b"', 0, "«a b»"),
        ('"a b"~', 5, '"a b"~5'),
        ('"a b c"~30', 7, '"a b c"~20'),
        ('"a b a"~3', 0, None),
        ("«»", 0, None),
        ("؟!", 0, None),
        ("(" * 6 + "a" + ")" * 6, 5, None),
        (" ".join(f"w{n}" for n in range(40)), None, None),
    ],
)
def test_what_is_refused_says_where_and_what_instead(
    text: str, position: int | None, suggestion: str | None
) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text, NOW)
    error = refused.value
    assert re.search("[آ-ی]", error.message_fa)
    assert 0 <= error.position <= len(text)
    assert error.length >= 1
    if position is not None:
        assert (error.position, error.suggestion) == (position, suggestion)
    if error.suggestion:
        parse(error.suggestion, NOW)


def test_the_limit_of_characters() -> None:
    parse("«" + "ا" * 510 + "»")
    with pytest.raises(QueryError) as refused:
        parse("«" + "ا" * 511 + "»")
    assert refused.value.position == 512
