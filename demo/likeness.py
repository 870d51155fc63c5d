"""How alike two texts are, measured plainly: Jaccard and containment of 3-word shingles, shared numbers.

Independent of the system's own analyser on purpose; words are folded and split at ZWNJ.
"""

import re

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
