"""Highlights, passages and reasons: offsets into the original text."""

from __future__ import annotations

import html

import pytest

from rasad.search.match import analyse, highlight, highlight_spans, passages, why
from rasad.search.query.parser import parse
from tests.search.articles import article

BODY = (
    "باران تهران را شست. شهردار تهران گفت خط ۷ مترو تا پایان سال می‌رسد. هوا سرد شد. "
    "در پایان، مترو از راه آهن گذشت و کتاب‌ها در قطار ماندند."
)


def marked(query: str, text: str, field: str = "body") -> list[str]:
    return [text[a:b] for a, b in highlight(parse(query), text, field)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("كتاب", "نمایشگاه کتاب ها و کتاب‌هاي تازه", ["کتاب ها", "کتاب‌هاي"]),
        ("«شهردار تهران»", "شهردار تهران، شهردار مشهد", ["شهردار تهران"]),
        ("شهر*", "شهرداری‌های شهر", ["شهرداری‌های", "شهر"]),
        ('"شهردار مترو"~2', "شهردار از مترو گفت", ["شهردار", "مترو"]),
        ("راه‌آهن", "راه آهن؛ آهن و راه", ["راه آهن"]),
        ("مترو -تهران", "متروی شیراز و تهران", ["متروی"]),
        ("رسانه:irna", "irna", []),
        ("منطقه ۲۲", "مُنطقهٔ ۲۲", ["مُنطقهٔ", "۲۲"]),
        ("الله", "بسم الله ﷲ", ["الله", "ﷲ"]),
        ('"الف ب ج"~6', "الف خ ج خ ب", ["الف", "ج", "ب"]),  # not the words between
        ("شهرداری", "\u202bشهرداری\u202c و \u200fشهرداریِ\u200f", ["شهرداری", "شهرداریِ"]),
        ("مترو", "🚇مترو🚇 و 👩\u200d👧مترو", ["مترو", "مترو"]),
        ("«metro tehran»", "خط (Metro  Tehran) و", ["Metro  Tehran"]),
        ("تهران", "در ﺗﻬﺮﺍﻥ و تهـــران", ["ﺗﻬﺮﺍﻥ", "تهـــران"]),
    ],
)
def test_marks_stand_on_the_original_text(query: str, text: str, expected: list[str]) -> None:
    assert marked(query, text) == expected


def test_a_field_marks_only_its_field() -> None:
    assert marked("عنوان:مترو", "مترو", "title") == ["مترو"]
    assert marked("عنوان:مترو", "مترو", "body") == []
    assert marked("مترو", "مترو", "author") == []
    assert marked("نویسنده:احمدی", "مریم احمدی", "author") == ["احمدی"]


def test_only_the_side_that_matched_is_marked() -> None:
    analysed = analyse(article(1, title="برف و باران", body="مترو"))
    found = highlight_spans(parse("(برف سیل) OR مترو"), analysed)
    assert found == {"body": [(0, 4)]}


def test_the_best_passage_comes_first() -> None:
    doc = article(1, title="خبر", lead="چیزی دیگر", body=BODY)
    first, second = passages(parse("شهردار مترو «خط ۷»"), doc, 2)
    assert doc.text.body[first.start : first.end].startswith("شهردار تهران گفت")
    assert [doc.text.body[a:b] for a, b in first.highlights] == ["شهردار", "خط ۷", "مترو"]
    assert [doc.text.body[a:b] for a, b in second.highlights] == ["مترو"]


def test_a_match_by_the_title_shows_the_beginning() -> None:
    doc = article(1, title="مترو", lead="آغاز خبر " * 60, body="متن")
    (only,) = passages(parse("عنوان:مترو"), doc)
    assert (only.field, only.start, only.highlights) == ("lead", 0, [])
    assert only.end <= 300


def test_a_long_sentence_is_cut_around_its_marks() -> None:
    doc = article(1, body="آب " * 400 + "مترو " + "باد " * 400)
    (only,) = passages(parse("مترو"), doc)
    assert only.end - only.start <= 400
    assert [doc.text.body[a:b] for a, b in only.highlights] == ["مترو"]
    assert only.start <= only.highlights[0][0]
    assert only.highlights[0][1] <= only.end


def test_pieces_can_be_escaped_one_by_one() -> None:
    text = "<b>مترو</b> & <script>"
    (start, end), *_ = highlight(parse("مترو"), text)
    page = f"{html.escape(text[:start])}<mark>{html.escape(text[start:end])}</mark>{html.escape(text[end:])}"
    assert page == "&lt;b&gt;<mark>مترو</mark>&lt;/b&gt; &amp; &lt;script&gt;"


def test_why_names_each_clause_that_decided() -> None:
    doc = article(1, title="مترو", body="کتاب‌ها", outlet="irna")
    reasons = why(parse("مترو (برف OR کتاب) رسانه:irna -باران از:۱۴۰۰"), doc)
    assert [(reason.clause, reason.negated) for reason in reasons] == [
        ("مترو", False),
        ("کتاب", False),
        ("irna", False),
        ("باران", True),
        ("۱۴۰۰", False),
    ]
    assert reasons[1].found == ("کتاب‌ها",)
    assert reasons[1].fields == ("body",)
    assert why(parse("برف"), doc) == []
