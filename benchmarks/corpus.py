"""A made corpus for the benchmarks of search: words of the lexicon by Zipf's law, the same for a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from rasad.persian.lexicon.lexicon import load
from rasad.search.documents import ArticleText, Document

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
COMMON = 300  # the words before this place of the vocabulary are everywhere


class Corpus:
    """Vocabulary and articles of one seed."""

    def __init__(self, seed: int = 5, words: int = 40_000):
        self.random = random.Random(seed)
        self.vocabulary = sorted(word for word in load().known if len(word) > 2 and word.isalpha())
        self.random.shuffle(self.vocabulary)
        del self.vocabulary[words:]
        self._weights = list(accumulate(1 / (place + 3) for place in range(len(self.vocabulary))))

    def words(self, count: int) -> list[str]:
        """Words as they come in a text."""
        return self.random.choices(self.vocabulary, cum_weights=self._weights, k=count)

    def rare(self) -> str:
        """A word of the tail."""
        return self.vocabulary[self.random.randrange(len(self.vocabulary) // 20, len(self.vocabulary))]

    def docs(self, count: int, words: int = 350) -> Iterator[Document]:
        """Articles over 60 days, three of ten in a story of some size."""
        for number in range(1, count + 1):
            at = NOW - timedelta(seconds=5_184_000 * number // count)
            yield Document(
                id=f"{number:032x}",
                revision=1,
                cursor=(int(at.timestamp()) << 24) + (number & 0xFFFFFF),
                outlet=f"outlet{number % 40}",
                kind=("news", "post")[number % 5 == 0],
                text=ArticleText(
                    title=" ".join(self.words(9)),
                    lead=" ".join(self.words(30)),
                    body=" ".join(self.words(words - 39)),
                ),
                at=at,
                first_capture=at,
                units=(f"unit{number % 22}",) if number % 3 == 0 else (),
                story=f"story{number // 7}" if number % 10 < 3 else "",
            )

    def narrow_rule(self) -> str:
        """A rule of one rare word and others: what a unit watches."""
        rare, others = self.rare(), self.words(3)
        choice = self.random.random()
        if choice < 0.6:
            return " ".join([*others[: self.random.randint(1, 3)], rare])
        if choice < 0.75:
            return f"«{others[0]} {rare}»"
        if choice < 0.9:
            return f"{rare} ({others[0]} OR {others[1]})"
        return f"{others[0]} {rare} -{self.vocabulary[self.random.randrange(COMMON)]}"

    def broad_rule(self) -> str:
        """A rule of common words: it matches one article in a few dozen."""
        words = [self.vocabulary[self.random.randrange(20, COMMON)] for _ in range(3)]
        return self.random.choice(("{} {}", "{} {} {}", "({} OR {}) {}", "{} -{}", "{}")).format(*words)
