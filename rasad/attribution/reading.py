"""An article's tokens as attribution reads them: part by part, with sentences and the ends of clauses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from rasad.persian import Token, sentences

#: Parts in the order in which a reader meets them, and how much a word weighs there.
PART_WEIGHTS: dict[str, float] = {"title": 3.0, "kicker": 2.0, "lead": 2.0, "body": 1.0}
_CLAUSE_END = re.compile(r"[،؛:.!؟?…\n\r«»\"“”()\[\]{}/|;]|\s[-–—ـ]+\s")


class PartReading:
    """One part of an article: its text, tokens and stems; sentences are worked out when asked for."""

    __slots__ = ("_starts", "name", "stems", "text", "tokens")

    def __init__(self, name: str, text: str, tokens: Sequence[Token]):
        self.name, self.text, self.tokens = name, text, tokens
        self.stems = [token.stem for token in tokens]
        self._starts: list[int] | None = None

    def parted(self, left: int, right: int) -> bool:
        """Whether a clause ends between two neighbouring tokens."""
        return bool(_CLAUSE_END.search(self.text, self.tokens[left].end, self.tokens[right].start))

    def sentence(self, place: int) -> tuple[int, int]:
        """The tokens (first, behind the last) of the sentence in which a token stands."""
        starts = self._sentence_starts()
        at = bisect_right(starts, place) - 1
        end = starts[at + 1] if at + 1 < len(starts) else len(self.tokens)
        return starts[at], end

    def _sentence_starts(self) -> list[int]:
        if self._starts is None:
            begins = [token.start for token in self.tokens]
            found = {bisect_right(begins, start - 1) for start, _ in sentences(self.text)}
            self._starts = sorted({0, *(place for place in found if place < len(begins))})
        return self._starts


class ArticleReading:
    """An article as attribution reads it."""

    __slots__ = ("parts",)

    def __init__(self, texts: Mapping[str, str], tokens: Mapping[str, Sequence[Token]]):
        self.parts = [
            PartReading(name, texts[name], tokens[name]) for name in PART_WEIGHTS if tokens.get(name)
        ]
