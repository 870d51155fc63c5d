"""How alike two texts are, measured plainly: Jaccard and containment of 3-word shingles, shared numbers.

Independent of the system's own analyser on purpose; words are folded, split at ZWNJ and indifferent to
how prefixes and plurals are joined.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

_FOLD = str.maketrans(
    "يىكةۀأإؤ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩\u200c", "ییکههااو01234567890123456789 ", "\u200d\u200e\u200f"
)
_WORD = re.compile(r"\w+")
_VERB = re.compile(r"\b(ن?می) (?=\w)")
_SUFFIX = re.compile(r"(?<=\w) (های|ها|ترین|تر)\b")


def words(text: str) -> list[str]:
    """Folded words; «می شود», «می‌شود» and «میشود» are one, so are the plurals."""
    text = _VERB.sub(r"\1", text.translate(_FOLD))
    return _WORD.findall(_SUFFIX.sub(r"\1", text))


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of three words."""
    found = words(text)
    return frozenset(zip(found, found[1:], found[2:], strict=False))


def jaccard(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> float:
    """Shared over all."""
    union = len(a | b)
    return len(a & b) / union if union else 0.0


def contained(part: frozenset[tuple[str, ...]], whole: frozenset[tuple[str, ...]]) -> float:
    """How much of `part` stands in `whole`."""
    return len(part & whole) / len(part) if part else 0.0


def numbers(text: str) -> frozenset[str]:
    """The distinct numbers written in digits."""
    return frozenset(word for word in words(text) if word.isdigit())


class HeadlineMemory:
    """The last texts written, to ask how alike the most similar one is. Bounded, so long plans stay quick."""

    def __init__(self, size: int = 400) -> None:
        self._size = size
        self._shapes: dict[int, frozenset[tuple[str, ...]]] = {}
        self._where: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
        self._next = 0

    def add(self, shape: frozenset[tuple[str, ...]]) -> None:
        """Remember a text by its shingles and forget the oldest."""
        self._shapes[self._next] = shape
        for shingle in shape:
            self._where[shingle].add(self._next)
        self._next += 1
        if len(self._shapes) > self._size:
            oldest = self._next - self._size - 1
            for shingle in self._shapes.pop(oldest):
                self._where[shingle].discard(oldest)

    def most_alike(self, shape: frozenset[tuple[str, ...]]) -> float:
        """Jaccard with the most similar text that is remembered."""
        shared: Counter[int] = Counter()
        for shingle in shape:
            shared.update(self._where.get(shingle, ()))
        return max(
            (n / (len(shape) + len(self._shapes[index]) - n) for index, n in shared.items()), default=0.0
        )
