"""From bare words and prefixes of a query to nodes: the same analysis that the documents went through."""

from __future__ import annotations

import re

from rasad.persian import analyze, fold
from rasad.persian.text.normalizer import MARKS, ZWNJ
from rasad.search.errors import QueryError
from rasad.search.query.ast import Node, Phrase, Prefix, Span, Term, TextField, all_of, any_of
from rasad.search.query.compounds import grouped

SHORTEST_PREFIX = 2  # characters
_MARKS = re.compile(f"[{MARKS}]+")
_PIECES = re.compile(rf"[^\W_]+(?:{ZWNJ}[^\W_]+)*")


def words(text: str, offset: int, field: TextField) -> list[Node]:
    """What a run of bare words asks for: each token, anywhere; the tokens of a compound side by side.

    `offset` is where `text` begins in the query.
    """
    found: list[Node] = []
    for group in grouped(analyze(text)):
        span = offset + group[0].start, offset + group[-1].end
        stems = tuple(token.stem for token in group)
        one = Term(field, "stem", stems[0], span) if len(stems) == 1 else Phrase(field, "stem", stems, span)
        found.append(one)
    return found


def prefix(text: str, plain: str, start: int, end: int, field: TextField) -> Node:
    """The node of a starred word `text[start:end]`, `plain` being the text with one sign for the star. Raises
    `QueryError` unless the star ends a word of two letters.

    The analyser keeps some half-spaced words as one token (کتاب‌ها) and parts others (آیت‌الله); which of
    them a beginning will become cannot be known, so both readings are asked for.
    """
    span: Span = (start, end)
    raw = plain[start:end]
    bare = raw.rstrip("،؛,;.!؟?:")
    base = bare.rstrip("*")
    if "*" in base or not base:
        without = text[:start] + base.replace("*", "") + text[end:]
        if not base and re.search(r"\w\w\s+$", text[:start]):  # «شهر *»
            without = f"{text[:start].rstrip()}*{text[end:]}"
        place = start + raw.index("*")
        raise QueryError(
            "ستاره تنها در پایان واژه پذیرفته است، مانند شهردار*", place, 1, without.strip() or None
        )
    pieces = _PIECES.findall(_MARKS.sub("", fold(base)))
    if not pieces or len(pieces[-1].replace(ZWNJ, "")) < SHORTEST_PREFIX:
        raise QueryError("پیش از ستاره دست‌کم دو حرف بنویسید.", start, end - start)
    before: list[Node] = [
        Term(field, "exact", token.exact, span) for piece in pieces[:-1] for token in analyze(piece)
    ]
    whole = pieces[-1]
    readings: list[Node] = [Prefix(field, whole, span)]
    head, _, tail = whole.rpartition(ZWNJ)
    if head and len(tail) >= SHORTEST_PREFIX:
        parted: list[Node] = [Term(field, "exact", token.exact, span) for token in analyze(head)]
        readings.append(all_of([*parted, Prefix(field, tail, span)]))
    return all_of([*before, any_of(readings)])
