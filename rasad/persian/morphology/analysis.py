"""How a written word is read: its usual spelling, its stem, or the words it is made of."""

from __future__ import annotations

from typing import NamedTuple

from rasad.persian.lexicon.lexicon import ADJECTIVE, FREQUENT, NAME, NOUN, OTHER


class WordAnalysis(NamedTuple):
    """A word's written form in its usual spelling, and its stem; `parts` if it is several words written
    joined.
    """

    exact: str
    stem: str
    parts: tuple[str, ...] = ()


def is_frequent_noun(bits: int) -> bool:
    """Whether a word's bits make it a frequent noun (or adjective used as one), and no name."""
    wanted = bits & (NOUN | ADJECTIVE) and bits & FREQUENT and not bits & NAME
    return bool(wanted) and not (bits & OTHER and not bits & NOUN)
