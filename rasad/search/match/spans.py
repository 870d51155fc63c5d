"""Where a clause of a query stands in the original text, as offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from rasad.persian.text.normalizer import MARKS
from rasad.search.match.analysed import AnalysedArticle
from rasad.search.match.evaluate import occurrences
from rasad.search.query.ast import Leaf, Near, Phrase, Prefix, Span, Term

_SIGNS = re.compile(f"[{MARKS}]+")
_DIRECTIONS = "\u061c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class PartSpan(NamedTuple):
    """`text[start:end]` of a part of an article."""

    part: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The offsets alone."""
        return self.start, self.end


def spans_of(leaf: Leaf, analysed: AnalysedArticle) -> list[PartSpan]:
    """Every place of a clause, of a phrase from its first word to its last; none for keys and dates."""
    if not isinstance(leaf, Term | Phrase | Near | Prefix):
        return []
    found = []
    for positions in occurrences(leaf, analysed):
        ordered = sorted(positions)  # those of a nearness come in the order of its words
        places = [analysed.place(leaf.field, position) for position in ordered]
        if ordered[-1] - ordered[0] == len(ordered) - 1:
            part, first = places[0]
            last = places[-1].token
            found.append(PartSpan(part, first.start, _with_vowels(analysed.text(part), last.end)))
        else:
            for part, token in places:
                found.append(PartSpan(part, token.start, _with_vowels(analysed.text(part), token.end)))
    return found


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _with_vowels(text: str, end: int) -> int:
    """The end of a span, past the vowel signs of its last letter, but not past marks of direction."""
    found = _SIGNS.match(text, end)
    return end + len(found[0].rstrip(_DIRECTIONS)) if found else end
