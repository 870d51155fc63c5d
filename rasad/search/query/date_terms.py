"""Dates in a query: which of its words are one date, and the node that they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from lark import Token, Tree

from rasad.persian.dates.jalali import persian_digits
from rasad.search.errors import QueryError
from rasad.search.query import ast, date_spans
from rasad.search.query.ast import Dates, Node, Not, Span
from rasad.search.query.fields import DATE_FIELD_NAMES, field_of
from rasad.search.query.grammar import bare, end_of, start_of, subtree

_CLOCK = re.compile(r"\d{1,3}:\d{1,3}(?::\d{1,3})?")
_UNTIL = ("تا", "الی", "to")


def date_node(name: str, text: str, inside: Span, span: Span, now: datetime) -> Dates:
    """The node of a date field whose value stands at `inside` of the query. Raises `QueryError`."""
    raw = text[slice(*inside)].strip()
    found = date_spans.day_bounds(raw, now)
    if found is None:
        raise _no_date(text, raw, span)
    start, end = found
    return Dates(start, None, span) if DATE_FIELD_NAMES[name] == "from" else Dates(None, end, span)


def _no_date(text: str, raw: str, span: Span) -> QueryError:
    length = max(1, span[1] - span[0])
    if date_spans.is_written_as_a_day(raw):
        return QueryError(f"«{raw}» در تقویم نیست.", span[0], length)
    example = persian_digits("1405/08/23")
    message = f"«{raw}» تاریخ نیست. مانند {example}، دیروز، «دیروز ۲۰:۰۰» یا «۳ روز پیش» بنویسید."
    until = f"{text[: span[0]]}{raw.replace('-', ' تا ')}{text[span[1] :]}" if "-" in raw else None
    return QueryError(message, span[0], length, until)


def leading_dates(parts: list[Token | Tree[Token]], text: str, now: datetime) -> tuple[list[Node], int]:
    """The nodes of a date field at the head of a conjunction's parts, and how many parts they are made of.

    A date may be several words («از:هفتهٔ گذشته», «از:۱ آبان تا ۵ آبان», «-از:۳ روز پیش»): the longest run of
    words that is a date and nothing else. Without one: nothing, and 0.
    """
    banned, tree = False, subtree(parts[0])
    while len(tree.children) > 1:  # NOT
        banned, tree = not banned, subtree(tree.children[-1])
    child = tree.children[0]
    if not isinstance(child, Tree) or child.data != "fielded":
        return [], 0
    token, first = child.children
    name = field_of(token) if isinstance(token, Token) else None
    if name not in DATE_FIELD_NAMES or not isinstance(first, Token) or first.type != "WORD":
        return [], 0
    words = [first, *filter(None, takewhile(lambda word: word is not None, map(bare, parts[1:])))]
    found, used = _span(name, words, text, now)
    if banned and found:
        return [Not(ast.all_of(list[Node](found)))], used
    return list(found), used


def _span(name: str, words: list[Token], text: str, now: datetime) -> tuple[list[Dates], int]:
    """One date, or two with «تا» between; of the first of two the month may stand with the second."""
    used = _length(words, text, now)
    from_to = DATE_FIELD_NAMES[name] == "from"
    if not used and from_to and words[0].isdigit() and len(words) > 2 and words[1] in _UNTIL:
        length = _length(words[2:], text, now)
        behind = text[end_of(words[2]) : end_of(words[1 + length])] if length and words[2].isdigit() else ""
        if behind and (found := date_spans.exact_bounds(words[0] + behind, now)):
            first = Dates(found[0], None, (start_of(words[0]), end_of(words[0])))
            return [first, _node("تا", words[2 : 2 + length], text, now)], 2 + length
    if not used:
        refuse_no_day(words, text)
        return [], 0
    _refuse_no_hour(words[used:], text)
    dates = [_node(name, words[:used], text, now)]
    if (
        from_to
        and words[used:]
        and words[used] in _UNTIL
        and (length := _length(words[used + 1 :], text, now))
    ):
        dates.append(_node("تا", words[used + 1 : used + 1 + length], text, now))
        used += 1 + length
    return dates, used


def _refuse_no_hour(rest: list[Token], text: str) -> None:
    """Behind a date stands what looks like a time of day, and is none: as a word it would find nothing."""
    if rest and _CLOCK.fullmatch(rest[0]):
        start, end = start_of(rest[0]), end_of(rest[0])
        raise QueryError(f"«{text[start:end]}» ساعت نیست؛ مانند ۲۰:۳۰ بنویسید.", start, end - start)


def refuse_no_day(words: list[Token], text: str) -> None:
    """Several words that have the shape of a date, of which no calendar has the day («۳۰ اسفند ۱۴۰۴»)."""
    for count in range(min(date_spans.LONGEST, len(words)), 1, -1):
        start, end = start_of(words[0]), end_of(words[count - 1])
        if date_spans.is_written_as_a_day(text[start:end]):
            raise _no_date(text, text[start:end], (start, end))


def refuse_backwards(text: str, found: Sequence[Node]) -> None:
    """«از:» after «تا:» side by side: nothing could be found, and nobody means that."""
    dates = [one for one in found if isinstance(one, Dates)]
    starts = [(one.start, one.span) for one in dates if one.start is not None]
    ends = [(one.end, one.span) for one in dates if one.end is not None]
    if len(starts) != 1 or len(ends) != 1 or starts[0][0] < ends[0][0]:
        return
    (a, b), (c, d) = sorted((starts[0][1], ends[0][1]))
    swapped = f"{text[:a]}{text[c:d]}{text[b:c]}{text[a:b]}{text[d:]}"
    raise QueryError("«از:» پس از «تا:» است؛ جای آن دو را عوض کنید.", a, d - a, swapped)


def _node(name: str, words: list[Token], text: str, now: datetime) -> Dates:
    span = start_of(words[0]), end_of(words[-1])
    return date_node(name, text, span, span, now)


def _length(words: list[Token], text: str, now: datetime) -> int:
    """How many of the words, from the first on, are one date."""
    for count in range(min(date_spans.LONGEST, len(words)), 0, -1):
        if date_spans.exact_bounds(text[start_of(words[0]) : end_of(words[count - 1])], now):
            return count
    return 0
