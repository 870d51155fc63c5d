"""The passages of an article that show best why it matches a query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rasad.persian import sentences
from rasad.search.documents import Document
from rasad.search.match.analysed import AnalysedArticle
from rasad.search.match.reasons import deciding
from rasad.search.match.spans import merged, spans_of
from rasad.search.query.ast import Span
from rasad.search.query.parser import Query

LENGTH = 280  # characters of a passage, about
_PARTS = ("lead", "body", "kicker")  # of two equally good passages the one in the earlier part comes first
_Rank = tuple[int, int, int, int]  # the least is best
_Place = tuple[Span, int]  # where a clause stands, and the clause's number


class Passage(NamedTuple):
    """`text[start:end]` of a part of an article, and its highlights (offsets into the whole part)."""

    field: str
    start: int
    end: int
    highlights: list[Span]


def passages(query: Query, doc: Document | AnalysedArticle, n: int = 2) -> list[Passage]:
    """The `n` passages of kicker, lead and body that explain the match best, best first.

    Best: most different clauses, then most highlights, then the earliest. An article that matched by its
    title or keys gives its beginning.
    """
    analysed = doc if isinstance(doc, AnalysedArticle) else AnalysedArticle(doc)
    places: dict[str, list[_Place]] = {}
    for number, (leaf, negated) in enumerate(deciding(query.ast, analysed)):
        if not negated:
            for found in spans_of(leaf, analysed):
                places.setdefault(found.part, []).append((found.span, number))
    ranked: list[tuple[_Rank, Passage]] = []
    for order, part in enumerate(_PARTS):
        if part in places:
            ranked += _ranked(part, analysed.text(part), places[part], order)
    if ranked:
        return [passage for _, passage in sorted(ranked, key=lambda pair: pair[0])[:n]]
    beginning = next((part for part in _PARTS if analysed.text(part)), None)
    if beginning is None or n < 1:
        return []
    return [Passage(beginning, 0, _cut(analysed.text(beginning), 0, LENGTH), [])]


def _ranked(part: str, text: str, places: list[_Place], order: int) -> Iterator[tuple[_Rank, Passage]]:
    """Passages of one part with their ranks."""
    for start, end in _pieces(text, [span for span, _ in places]):
        inside = [(span, clause) for span, clause in places if start <= span[0] and span[1] <= end]
        if inside:
            spans = {span for span, _ in inside}
            rank = (-len({clause for _, clause in inside}), -len(spans), order, start)
            yield rank, Passage(part, start, end, merged(spans))


def _pieces(text: str, spans: list[Span]) -> list[Span]:
    """Sentences that hold a span, cut to about `LENGTH` characters around it."""
    pieces: set[Span] = set()
    bounds = sentences(text) or [(0, len(text))]
    for span in spans:
        start, end = next(((a, b) for a, b in bounds if a <= span[0] < b), span)
        end = max(end, span[1])
        if end - start > LENGTH:
            before = max(0, LENGTH - (span[1] - span[0])) // 3
            start = max(start, _word_start(text, span[0] - before))
            end = min(end, _cut(text, start, max(LENGTH, span[1] - start)))
        pieces.add((start, max(end, span[1])))
    return sorted(pieces)


def _cut(text: str, start: int, length: int) -> int:
    """The end of about `length` characters from `start`, between two words."""
    if len(text) <= start + length:
        return len(text)
    space = text.rfind(" ", start + length // 2, start + length + 1)
    return space if space > start else start + length


def _word_start(text: str, place: int) -> int:
    """The nearest beginning of a word at or before a place."""
    if place <= 0:
        return 0
    return text.rfind(" ", 0, place) + 1 if " " in text[max(0, place - 40) : place] else place
