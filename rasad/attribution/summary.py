"""Two sentences of an article that say best what it tells: taken from its text, never written anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rasad.persian import sentences
from rasad.search.match import AnalysedArticle

_SHORTEST, _LONGEST = 25, 420  # characters of a sentence that can stand for the article
_EARLY = 0.12  # points a sentence loses for each one before it
_ENOUGH = 0.75  # share of words that two sentences may have in common
_SET_PHRASE = re.compile(r"^(?:انتهای\s+پیام|پایان\s+پیام|کد\s+خبر|منبع|بیشتر\s+بخوانید|لینک\s+کوتاه)")


class SummarySentence(NamedTuple):
    """`text[start:end]` of a part."""

    part: str
    start: int
    end: int


class _Candidate(NamedTuple):
    points: float
    order: int
    sentence: SummarySentence
    words: frozenset[str]


def summary(article: AnalysedArticle, count: int = 2) -> list[SummarySentence]:
    """The sentences, in the order of the article; fewer where it has no more that say something."""
    ranked = sorted(_candidates(article), key=lambda one: (-one.points, one.order))
    chosen: list[_Candidate] = []
    for one in ranked:
        if len(chosen) == count:
            break
        if all(_shared(one.words, other.words) < _ENOUGH for other in chosen):
            chosen.append(one)
    return [one.sentence for one in sorted(chosen, key=lambda one: one.order)]


def _candidates(article: AnalysedArticle) -> Iterator[_Candidate]:
    """Sentences of lead and body: those that share words with the headline, and stand early, weigh more."""
    title = {token.stem for token in article.tokens["title"] if len(token.stem) > 2}
    order = 0
    for part in ("lead", "body"):
        text, tokens = article.text(part), article.tokens[part]
        at = 0
        for start, end in sentences(text):
            words = set()
            while at < len(tokens) and tokens[at].start < end:
                if tokens[at].start >= start and len(tokens[at].stem) > 2:
                    words.add(tokens[at].stem)
                at += 1
            if _SHORTEST <= end - start <= _LONGEST and not _SET_PHRASE.match(text[start:end]):
                near = len(words & title) / max(1, len(title))
                points = 2.0 * near + 0.02 * min(len(words), 25) - _EARLY * min(order, 8)
                yield _Candidate(points, order, SummarySentence(part, start, end), frozenset(words))
            order += 1


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
