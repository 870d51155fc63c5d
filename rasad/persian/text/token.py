"""A token: a position of a text, its written form and its stem."""

from __future__ import annotations

from typing import NamedTuple

LONGEST_TERM = 120  # characters; Elasticsearch's whitespace tokenizer splits beyond 255


class Token(NamedTuple):
    """One position of a text: its written form, its stem, and where it stands in the original string."""

    exact: str
    stem: str
    start: int
    end: int


class WordPart(NamedTuple):
    """A term of a written form and its offsets inside it."""

    exact: str
    stem: str
    start: int
    end: int


def is_persian(term: str) -> bool:
    """Whether a term begins with a letter of the Arabic script."""
    return "\u0600" < term[0] < "\u0700"
