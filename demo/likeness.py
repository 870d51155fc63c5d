"""How alike two texts are, measured plainly: Jaccard and containment of 3-word shingles, shared numbers.

Independent of the system's own analyser on purpose; words are folded and split at ZWNJ.
"""

import re
from collections import Counter, defaultdict

_FOLD = str.maketrans(
    "يىكةۀأإؤ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩\u200c", "ییکههااو01234567890123456789 ", "\u200d\u200e\u200f"
)
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Folded words."""
    return _WORD.findall(text.translate(_FOLD))


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


class Memory:
    """Texts seen so far, to ask how alike the most similar one is."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)

    def add(self, shape: frozenset[tuple[str, ...]]) -> None:
        """Remember a text by its shingles."""
        for shingle in shape:
            self._where[shingle].append(len(self._sizes))
        self._sizes.append(len(shape))

    def most_alike(self, shape: frozenset[tuple[str, ...]]) -> float:
        """Jaccard with the most similar text that is remembered."""
        shared: Counter[int] = Counter()
        for shingle in shape:
            shared.update(self._where.get(shingle, ()))
        return max((n / (len(shape) + self._sizes[index] - n) for index, n in shared.items()), default=0.0)
