"""Words one slip of the finger away."""

from __future__ import annotations

from rasad.persian.text.normalizer import ZWNJ

LETTERS = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
LATIN = "abcdefghijklmnopqrstuvwxyz0123456789"


def one_edit(one: str, other: str) -> bool:
    """Whether two words differ by one letter added, lost, changed, or two neighbours swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    a, b = one[head:], other[head:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def neighbours(word: str) -> list[str]:
    """Every word one edit away, each once; at most about 70 times the word's length."""
    letters = LATIN if word.isascii() else LETTERS
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    lost = [a + b[1:] for a, b in cuts if b and len(word) > 2]
    swapped = [a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1]
    changed = [a + letter + b[1:] for a, b in cuts if b for letter in letters]
    added = [a + letter + b for a, b in cuts for letter in letters]
    joined = [word.replace(ZWNJ, "")] if ZWNJ in word else []
    return [near for near in dict.fromkeys([*joined, *swapped, *lost, *changed, *added]) if near != word]
