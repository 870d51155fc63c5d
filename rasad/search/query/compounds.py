"""Compound words of the lexicon («پیش‌بینی», «راه‌آهن»): found together however they are typed.

The analyser gives such a word as two tokens, spaced or half-spaced alike. In a query their stems must then
stand at consecutive positions, so that «راه‌آهن» does not find an iron market that lost its way; and since
only the tokens decide, «راه آهن» and «راه‌آهن» find the same. Words that are not in the lexicon mean AND,
however they are typed.
"""

from __future__ import annotations

from functools import cache

from rasad.persian import Token
from rasad.persian.lexicon.lexicon import load
from rasad.persian.text.normalizer import ZWNJ

LONGEST = 3  # tokens
_PARTICIPLES = ("شده", "کننده", "دهنده", "شونده", "گرفته", "یافته", "کرده", "داده", "رفته", "خورده", "زده")


@cache
def known() -> frozenset[str]:
    """The compounds of the lexicon, parts joined by half-spaces.

    Participles («بازداشت‌شده») are left out: typed apart they are two words of a sentence; so are pieces of
    numbers that begin with «و» («و‌پنجم»).
    """
    words = (word for word in load().splits.values() if not word.endswith(_PARTICIPLES))
    return frozenset(word for word in words if not word.startswith(f"و{ZWNJ}"))


def grouped(tokens: list[Token]) -> list[list[Token]]:
    """Neighbouring tokens that make a compound together, the longest first; the others alone."""
    groups: list[list[Token]] = []
    place = 0
    while place < len(tokens):
        length = 1
        for longer in range(min(LONGEST, len(tokens) - place), 1, -1):
            if _is_compound(tokens[place : place + longer]):
                length = longer
                break
        groups.append(tokens[place : place + length])
        place += length
    return groups


def _is_compound(tokens: list[Token]) -> bool:
    """Whether the tokens, the last as written or by its stem, are one word of the lexicon."""
    head = ZWNJ.join(token.exact for token in tokens[:-1])
    return f"{head}{ZWNJ}{tokens[-1].exact}" in known() or f"{head}{ZWNJ}{tokens[-1].stem}" in known()
