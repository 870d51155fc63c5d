"""Where and why an article matches: marks on the original text, best passages, reasons.

Everything is offsets into the text as stored; whoever shows it escapes each piece between two offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from rasad.persian import sentences
from rasad.persian.text.normalizer import MARKS
from rasad.search.documents import Document
from rasad.search.match.analysed import PARTS, AnalysedArticle
from rasad.search.match.evaluate import node_matches, occurrences
from rasad.search.query.nodes import And, Everything, Leaf, Node, Not, Or, Span
from rasad.search.query.parser import Query

_SIGNS = re.compile(f"[{MARKS}]+")
_DIRECTIONS = "\u061c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
PASSAGE = 280  # characters of a passage, about
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_Mark = tuple[Span, int]  # where a clause matched, and the clause's number


class Passage(NamedTuple):
    """A piece of one part of an article: text[start:end], and the marks in it (offsets into the whole
    part).
    """

    field: str
    start: int
    end: int
    marks: list[Span]


class MatchReason(NamedTuple):
    """One clause of the query that made the article match."""

    clause: str  # as typed
    position: int  # in the query
    negated: bool  # it matches because this is absent
    fields: tuple[str, ...]  # parts in which it was found; empty for keys, dates, absence
    found: tuple[str, ...]  # as written in the article, each once


def highlight_spans(query: Query, analysed: AnalysedArticle) -> dict[str, list[Span]]:
    """Spans to mark in each part, from those clauses that made the article match; none overlap."""
    found: dict[str, set[Span]] = {}
    for leaf, negated in _reasons(query.ast, analysed):
        if not negated:
            for part, start, end in _places(leaf, analysed):
                found.setdefault(part, set()).add((start, end))
    return {part: _merged(found[part]) for part in PARTS if part in found}


def highlight(query: Query, text: str, field: str = "body") -> list[Span]:
    """Spans to mark in one text that stands in `field` (title, kicker, lead, body, author), for a list or a
    headline.

    Without the rest of the article it cannot be known which side of an OR made it match, so all wanted words
    are marked.
    """
    part = field if field in PARTS else "body"
    analysed = AnalysedArticle(Document("", 0, 0, "", "", "", _EPOCH, _EPOCH), {part: text})
    found: set[Span] = set()
    for leaf in _wanted(query.ast):
        found.update((start, end) for _, start, end in _places(leaf, analysed))
    return _merged(found)


def passages(query: Query, doc: Document | AnalysedArticle, n: int = 2) -> list[Passage]:
    """The `n` passages of kicker, lead and body that explain the match best, best first.

    Best: most different clauses, then most marks, then the earliest. An article that matched by its title or
    keys gives its beginning.
    """
    analysed = doc if isinstance(doc, AnalysedArticle) else AnalysedArticle(doc)
    clauses: dict[str, list[_Mark]] = {}
    for number, (leaf, negated) in enumerate(_reasons(query.ast, analysed)):
        if not negated:
            for part, start, end in _places(leaf, analysed):
                clauses.setdefault(part, []).append(((start, end), number))
    ranked: list[tuple[tuple[int, int, int, int], Passage]] = []
    for order, part in enumerate(("lead", "body", "kicker")):
        if part in clauses:
            ranked += _ranked(part, analysed.text(part), clauses[part], order)
    if not ranked:
        for part in ("lead", "body", "kicker"):
            if text := analysed.text(part):
                return [Passage(part, 0, _cut(text, 0, PASSAGE), [])][:n]
    return [passage for _, passage in sorted(ranked, key=lambda pair: pair[0])[:n]]


def _ranked(
    part: str, text: str, marks: list[_Mark], order: int
) -> Iterator[tuple[tuple[int, int, int, int], Passage]]:
    """Passages of one part with their ranks, the least rank best."""
    for start, end in _pieces(text, [span for span, _ in marks]):
        inside = [(span, clause) for span, clause in marks if start <= span[0] and span[1] <= end]
        if inside:
            spans = {span for span, _ in inside}
            rank = (-len({clause for _, clause in inside}), -len(spans), order, start)
            yield rank, Passage(part, start, end, _merged(spans))


def why(query: Query, doc: Document | AnalysedArticle) -> list[MatchReason]:
    """The clauses that made the article match, in the order they were typed; empty if it does not match."""
    analysed = doc if isinstance(doc, AnalysedArticle) else AnalysedArticle(doc)
    if not node_matches(query.ast, analysed):
        return []
    reasons = []
    for leaf, negated in _reasons(query.ast, analysed):
        if isinstance(leaf, Everything):
            continue
        places = [] if negated else _places(leaf, analysed)
        fields = tuple(dict.fromkeys(part for part, _, _ in places))
        found = tuple(dict.fromkeys(analysed.text(part)[start:end] for part, start, end in places))
        reasons.append(MatchReason(query.text[slice(*leaf.span)], leaf.span[0], negated, fields, found))
    return sorted(reasons, key=lambda reason: reason.position)


def _reasons(node: Node, analysed: AnalysedArticle, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Leaves of the branches that hold; those under NOT with True."""
    if isinstance(node, Not):
        yield from _reasons(node.part, analysed, not negated)
    elif isinstance(node, And | Or):
        for part in node.parts:
            if node_matches(part, analysed) != negated:
                yield from _reasons(part, analysed, negated)
    elif node_matches(node, analysed) != negated:
        yield node, negated


def _wanted(node: Node) -> Iterator[Leaf]:
    """Leaves that are not under NOT."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _wanted(part)
    elif not isinstance(node, Not):
        yield node


def _places(leaf: Leaf, analysed: AnalysedArticle) -> list[tuple[str, int, int]]:
    """Part, start, end of every place of a leaf; a phrase is one place from its first word to its last."""
    if (
        isinstance(leaf, Everything)
        or not hasattr(leaf, "field")
        or leaf.field not in ("text", "title", "author")
    ):
        return []
    found = []
    for positions in occurrences(leaf, analysed):
        ordered = sorted(positions)  # those of a nearness come in the order of its words
        places = [analysed.place(leaf.field, position) for position in ordered]
        if ordered[-1] - ordered[0] == len(ordered) - 1:
            part = places[0].part
            found.append((part, places[0].token.start, _whole(analysed.text(part), places[-1].token.end)))
        else:
            for part, token in places:
                found.append((part, token.start, _whole(analysed.text(part), token.end)))
    return found


def _whole(text: str, end: int) -> int:
    """The end of a mark, past the vowel signs that belong to its last letter, not past marks of direction."""
    found = _SIGNS.match(text, end)
    return end + len(found[0].rstrip(_DIRECTIONS)) if found else end


def _merged(spans: set[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def _pieces(text: str, spans: list[Span]) -> list[Span]:
    """Sentences that hold a mark, cut to about `PASSAGE` characters around their marks."""
    pieces: set[Span] = set()
    bounds = sentences(text) or [(0, len(text))]
    for span in spans:
        start, end = next(((a, b) for a, b in bounds if a <= span[0] < b), span)
        end = max(end, span[1])
        if end - start > PASSAGE:
            room = max(0, PASSAGE - (span[1] - span[0])) // 3
            start = max(start, _back(text, span[0] - room))
            end = min(end, _cut(text, start, max(PASSAGE, span[1] - start)))
        pieces.add((start, max(end, span[1])))
    return sorted(pieces)


def _cut(text: str, start: int, length: int) -> int:
    """The end of about `length` characters from `start`, between two words."""
    if len(text) <= start + length:
        return len(text)
    space = text.rfind(" ", start + length // 2, start + length + 1)
    return space if space > start else start + length


def _back(text: str, place: int) -> int:
    """The nearest beginning of a word at or before a place."""
    if place <= 0:
        return 0
    return text.rfind(" ", 0, place) + 1 if " " in text[max(0, place - 40) : place] else place
