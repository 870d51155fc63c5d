"""Phrases found in a row of stems: a trie, walked once over a text however many phrases there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rasad.persian import analyze


def stems(text: str) -> tuple[str, ...]:
    """The stems of a phrase, as a text's tokens have them."""
    return tuple(token.stem for token in analyze(text))


class PhraseTrie[T]:
    """Phrases with a value each."""

    __slots__ = ("_root",)

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, phrase: str, value: T) -> None:
        """Look for a phrase, too; one without a word is never found."""
        terms = stems(phrase)
        if not terms:
            return
        node = self._root
        for term in terms:
            node = node.setdefault(term, {})
        node.setdefault("", []).append(value)  # no term is empty

    def find(self, terms: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """(first term, term behind the last, value) of every phrase that stands there."""
        root, count = self._root, len(terms)
        for start, term in enumerate(terms):
            node = root.get(term)
            place = start + 1
            while node is not None:
                for value in node.get("", ()):
                    yield start, place, value
                if place == count:
                    break
                node = node.get(terms[place])
                place += 1

    def __bool__(self) -> bool:
        return bool(self._root)
