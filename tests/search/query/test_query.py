"""The query language: what it means, and that its help page is true."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.search.match import analyse, matches
from rasad.search.query.ast import And, Dates, Everything, Key, Near, Not, Or, Phrase, Prefix, Term, leaves
from rasad.search.query.compounds import known
from rasad.search.query.parser import MAX_SLOP, QueryError, literal, parse
from tests.search.articles import NOW, article

HELP = (Path(__file__).parents[3] / "docs" / "query.md").read_text(encoding="utf-8")


def rows(columns: int) -> list[list[str]]:
    """Cells of the help page's tables with that many columns, without heads."""
    found = []
    for line in HELP.splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        if line.startswith("| ") and len(cells) == columns and "`" in line:
            found.append(cells)
    return found


@pytest.mark.parametrize("cells", [cells for cells in rows(3) if cells[0].count("`") == 2])
def test_the_help_page_is_true(cells: list[str]) -> None:
    query = parse(cells[0].strip("`"), NOW)
    assert matches(query, analyse(article(1, title=cells[1])))
    assert not matches(query, analyse(article(2, title=cells[2])))


@pytest.mark.parametrize("cells", rows(2))
def test_what_the_help_page_says_is_refused_is(cells: list[str]) -> None:
    with pytest.raises(QueryError):
        parse(cells[0].strip("`"), NOW)


def test_every_other_example_of_the_help_page_is_read() -> None:
    prose = "\n".join(line for line in HELP.splitlines() if not line.startswith("|"))
    examples = [one for one in re.findall(r"`([^`]+)`", prose) if ":" in one]
    examples += [cells[2].strip("`") for cells in rows(3) if cells[0].count("`") == 4]
    assert len(examples) > 15
    for one in examples:
        parse(one, NOW)


def shape(text: str) -> str:
    """The tree in one line."""

    def show(node: object) -> str:
        match node:
            case And(parts) | Or(parts):
                sign = " " if isinstance(node, And) else "|"
                return "(" + sign.join(show(part) for part in parts) + ")"
            case Not(part):
                return "-" + show(part)
            case Term(field, form, value):
                return ("" if field == "text" else f"{field}:") + (value if form == "stem" else f"={value}")
            case Phrase(field, _, values):
                return ("" if field == "text" else f"{field}:") + "'" + " ".join(values) + "'"
            case Near(_, values, slop):
                return "'" + " ".join(values) + f"'~{slop}"
            case Prefix(field, value):
                return ("" if field == "text" else f"{field}:") + value + "*"
            case Key(field, value):
                return f"{field}:{value}"
            case Dates(start, end):
                return f"[{start:%m-%d %H:%M}..]" if start else f"[..{end:%m-%d %H:%M}]"
            case Everything():
                return "everything"
        raise AssertionError(node)

    return show(parse(text, NOW).ast)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", "everything"),
        ("  \t\n", "everything"),
        ("a b", "(a b)"),
        ("a AND b & c", "(a b c)"),
        ("a OR b c", "(a|(b c))"),
        ("a b | c یا d", "((a b)|c|d)"),
        ("a (b OR c)", "(a (b|c))"),
        ("-a", "-a"),
        ("NOT a b", "(-a b)"),
        ("a -(b c)", "(a -(b c))"),
        ("a - b", "(a b)"),
        ("a-b", "(a b)"),
        ("--a", "a"),
        ("NOT NOT a", "a"),
        ("a a", "a"),
        ("a or b", "(a or b)"),
        ("«a b»", "'a b'"),
        ("“a b”", "'a b'"),
        ('"a"', "=a"),
        ('"a b"~۵', "'a b'~5"),
        ('"a b"~0', "'a b'"),
        ('"a"~5', "=a"),
        ("ab*", "ab*"),
        ("-ab*", "-ab*"),
        ("ab*، cd", "(ab* cd)"),
        ("title:a", "title:a"),
        ("TITLE:a", "title:a"),
        ("عنوان:(a OR «b c»)", "(title:a|title:'b c')"),
        ("عنوان: a b", "(title:a b)"),
        ("-رسانه:x", "-outlet:x"),
        ("رسانه:(a OR b)", "(outlet:a|outlet:b)"),
        ("واحد:(شهرداری منطقه ۵)", "unit:شهرداری_منطقه_5"),
        ("واحد:District-5", "unit:district_5"),
        ("نوع:خبر", "kind:خبر"),
        ("از:۱۴۰۵/۰۸/۲۳", "[11-13 20:30..]"),
        ("تا:۱۴۰۵/۰۸/۲۳", "[..11-14 20:30]"),
        ("from:2026-11-14 to:2026-11-14", "([11-13 20:30..] [..11-14 20:30])"),
        ("از:دیروز", "[11-21 20:30..]"),
        ("http://a.ir/?x=1&y=2|3", "http://a.ir/?x=1&y=2|3"),
        ("یا حسین", "(یا حسین)"),
        ("ساعت:12", "(ساعت 12)"),
        ("a；b، c؟", "(a b c)"),
        ("(a) (b)", "(a b)"),
        # As people type: dashes, quotes, colons and stars of any keyboard; marks that nobody sees.
        ("a –b", "(a -b)"),
        ("a ‐b", "(a -b)"),
        ("a ـb", "(a -b)"),
        ("a — b", "(a b)"),
        ("a \u200fیا\u200f b", "(a|b)"),
        ("a \u200cیا b", "(a|b)"),
        ("a -\u200fb", "(a -b)"),
        ("\u202bعنوان\u200c:\u200f a\u202c", "title:a"),
        ("-\u200f(a b)", "-(a b)"),
        ("عنوان  :  a", "title:a"),
        ("بر\u200cچسب:برف", "tag:برف"),
        ("موضـوع:ترافيك", "topic:ترافیک"),
        ("‹a b›", "'a b'"),
        ("«a b» ~۵", "'a b'~5"),
        ("ab٭", "ab*"),
        ("title:-a", "-title:a"),
        ("رسانه:ایرنا،ایسنا", "(outlet:ایرنا|outlet:ایسنا)"),
        ("رسانه:(پیام شهر، ایسنا)", "(outlet:پیام_شهر|outlet:ایسنا)"),
        ("رسانه:«راه، مسکن»", "outlet:راه_مسکن"),
        ("(a یا b) و c", "((a|b) c)"),
        ("«a» و عنوان:b و c", "(=a title:b c)"),
        ("a و b", "(a و b)"),
        ("و", "و"),
        ("«a» و", "(=a و)"),
        ("a،b", "(a b)"),
    ],
)
def test_what_a_query_means(text: str, tree: str) -> None:
    assert shape(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [  # NOW is Monday, 2 Azar 1405
        ("از:هفتهٔ گذشته a", "([11-13 20:30..] a)"),
        ("از:هفته‌ی پیش", "[11-13 20:30..]"),
        ("از:7d", "[11-15 20:30..]"),
        ("از:-7d", "[11-15 20:30..]"),
        ("از:۳ روز پیش تا امروز", "([11-19 20:30..] [..11-23 20:30])"),
        ("از:سه روز پیش", "[11-19 20:30..]"),
        ("from:3 days ago a", "([11-19 20:30..] a)"),
        ("from:last month to:this month", "([10-22 20:30..] [..12-21 20:30])"),
        ("از:24h", "[11-22 09:30..]"),
        ("از:۱ آبان a", "([10-22 20:30..] a)"),
        ("از:آبان", "[10-22 20:30..]"),
        ("تا:آبان ماه", "[..11-21 20:30]"),
        ("از:آبان ۱۴۰۵ تا ۵ آذر ۱۴۰۵ a", "([10-22 20:30..] [..11-26 20:30] a)"),
        ("از:دی", "[12-21 20:30..]"),
        ("از:شنبه", "[11-20 20:30..]"),
        ("از:دوشنبه", "[11-22 20:30..]"),
        ("از:سه‌شنبه گذشته", "[11-16 20:30..]"),
        ("از:دوشنبه گذشته", "[11-15 20:30..]"),
        ("از:اول ماه تا:آخر ماه", "([11-21 20:30..] [..12-21 20:30])"),
        ("-از:3 روز پیش a", "(-[11-19 20:30..] a)"),
        ("a NOT تا:هفتهٔ گذشته", "(a -[..11-20 20:30])"),
        ("-از:۱ آبان تا ۵ آبان", "-([10-22 20:30..] [..10-27 20:30])"),
        ("از:۱ تا ۵ آبان a", "([10-22 20:30..] [..10-27 20:30] a)"),
        ("از:۳۱ تا ۳۵ آبان", None),
        ("از:۱ تا a", None),
        ("از:اول آبان", "[10-22 20:30..]"),
        ("از:ابتدای ماه آبان ۱۴۰۵", "[10-22 20:30..]"),
        ("تا:پایان هفتهٔ گذشته", "[..11-20 20:30]"),
        ("از:نیمهٔ آبان", "[11-05 20:30..]"),
        ("از:اول سال تا:نیمهٔ این ماه", "([03-20 20:30..] [..12-06 20:30])"),
        ("از:اول دیروز", None),
        ("از:نیمهٔ سال", None),
        ("از:تابستان تا:تابستان", "([06-21 20:30..] [..09-22 20:30])"),
        ("از:پاییز ۱۴۰۵", "[09-22 20:30..]"),
        ("از:بهار ۱۴۵", "([03-20 20:30..] 145)"),
        ("from:Nov 14 a", "([11-13 20:30..] a)"),
        ("from:November 14, 2026", "[11-13 20:30..]"),
        ("از:دیروز، a", "([11-21 20:30..] a)"),
        ("از:دیروز تا a", "([11-21 20:30..] تا a)"),
        ("از:۱۴۰۵ ۱۲ a", "([03-20 20:30..] 12 a)"),
        ("از:1405/00", None),
        ("از:۳۱ مهر ۱۴۰۵", None),
    ],
)
def test_a_date_may_be_several_words(text: str, tree: str | None) -> None:
    if tree is not None:
        assert shape(text) == tree
    else:
        with pytest.raises(QueryError):
            parse(text, NOW)


def test_spans_point_at_what_was_typed() -> None:
    text = "مترو عنوان:«خط ۷» -رسانه:ايرنا شهر*"
    spans = [text[slice(*leaf.span)] for leaf in leaves(parse(text, NOW).ast)]
    assert spans == ["مترو", "«خط ۷»", "ايرنا", "شهر*"]


@pytest.mark.parametrize("compound", ["پیش‌بینی", "راه‌آهن", "دانش‌آموز"])
def test_a_compound_means_the_same_spaced_and_half_spaced(compound: str) -> None:
    spaced = compound.replace("\u200c", " ")
    assert parse(compound).ast == parse(spaced).ast
    assert parse(compound + "‌ها").ast == parse(spaced + " ها").ast
    head, tail = spaced.split()
    assert matches(parse(spaced), analyse(article(1, body=f"این {compound} بود")))
    assert not matches(parse(compound), analyse(article(1, body=f"{tail} و {head}")))


def test_the_lexicon_has_compounds() -> None:
    assert len(known()) > 5_000


@given(st.text(max_size=300))
def test_a_headline_as_a_literal_is_found(text: str) -> None:
    doc = article(1, title=text)
    analysed = analyse(doc)
    if analysed.tokens["title"]:
        try:
            query = parse(literal(text))
        except QueryError:
            assert not any(c.isalnum() for c in text) or len(literal(text)) > 512
        else:
            assert isinstance(query.ast, Term | Phrase)


def test_slop_limits_keep_the_number_of_layouts_small() -> None:
    for words, slop in MAX_SLOP.items():
        assert (slop + 1) ** words - slop**words <= 1_300


def test_relative_dates_count_from_now() -> None:
    early = parse("از:دیروز", datetime(2026, 3, 22, tzinfo=UTC)).ast
    assert isinstance(early, Dates)
    assert early.start == datetime(2026, 3, 20, 20, 30, tzinfo=UTC)
