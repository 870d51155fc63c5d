"""Words of the archive that a written word may stand for: one slip away, parted, or written together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2

from rasad.persian import analyze, fold
from rasad.persian.lexicon.lexicon import WEAK, load
from rasad.persian.text.normalizer import ZWNJ
from rasad.search.service import Searcher
from rasad.search.suggest.edits import neighbours
from rasad.search.suggest.slips import cost

LONGEST = 30  # letters of a word that is looked at
PRICE = 4.0  # a slip that costs one more must bring a word that stands in 2⁴ times as many articles
PARTED = 1  # the price of a space left out
_SHORTEST_PART = 2  # letters
# Where writers leave out a half-space that the analyser writes: behind a prefix, before an ending.
_PREFIX = re.compile("^(?:ن?می|بی)(?=..)")
_ENDING = re.compile(
    "(?<=..)(?=(?:های?(?:ی|م|ت|ش|شان|مان|تان)?|تر(?:ین)?(?:ها)?|ام|ات|اش|ای|اند|ایم|اید|شان|مان|تان)$)"
)
_LINKED = re.compile("..[او]ی$")  # «شورای»: the analyser takes the linking ی away


@dataclass(frozen=True, slots=True)
class NearWord:
    """A word that another may stand for: `price` of the slip, articles that have it (a lexicon's word: 0)."""

    text: str
    price: int
    articles: int

    @property
    def rating(self) -> float:
        """How often it stands against what the slip costs."""
        return log2(self.articles or 0.5) - PRICE * self.price


def is_word(form: str) -> bool:
    """Whether the lexicon has it as more than a form somebody once listed."""
    return bool(load().known.get(form, 0) & ~WEAK)


def near_words(searcher: Searcher, written: str) -> list[NearWord]:
    """Words near to one as written, the likeliest first; the word itself is none of them."""
    base = fold(written).strip(ZWNJ)
    if not 2 <= len(base) <= LONGEST or any(c.isdigit() for c in base):
        return []
    spellings = {near: list(_spellings(near)) for near in neighbours(base)}
    pairs = [(base[:cut].rstrip(ZWNJ), base[cut:].lstrip(ZWNJ)) for cut in range(2, len(base) - 1)]
    pairs = [pair for pair in pairs if min(map(len, pair)) >= _SHORTEST_PART]
    halves = {half: [token.exact for token in analyze(half)] for pair in pairs for half in pair}
    pairs = [pair for pair in pairs if halves[pair[0]] and halves[pair[1]]]
    own = set(_spellings(base))
    counted = searcher.frequencies(
        {form for forms in (*spellings.values(), *halves.values()) for form in forms} - own
    )
    found = [
        NearWord(_text(near, forms, counted), cost(base, near), max(counted.get(form, 0) for form in forms))
        for near, forms in spellings.items()
        if any(form in counted or is_word(form) for form in forms) and near not in own
    ]
    for pair in pairs:
        articles = min(counted.get(form, 0) for half in pair for form in halves[half])
        if articles:
            found.append(NearWord(" ".join(pair), PARTED, articles))
    return sorted(found, key=lambda one: (-one.rating, one.text))


def _spellings(word: str) -> Iterator[str]:
    """The word, and how the analyser may write it: آ for ا, without a linking ی, with half-spaces."""
    yield word
    if word[0] == "ا":
        yield f"آ{word[1:]}"
    if _LINKED.search(word):
        yield word[:-1]
    if ZWNJ in word:
        return
    head = _PREFIX.sub(lambda found: found[0] + ZWNJ, word)
    tail = _ENDING.sub(ZWNJ, word, count=1)
    if head != word:
        yield head
    if tail != word:
        yield tail


def _text(near: str, forms: list[str], counted: dict[str, int]) -> str:
    """The near word as people write it: with the half-space that the archive has."""
    best = max(forms, key=lambda form: counted.get(form, 0))
    return best if ZWNJ in best else near
