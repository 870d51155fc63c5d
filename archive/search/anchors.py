"""Numbers for what rules ask for, and which of them an article has."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from archive.search import filing
from archive.search.analysed import Analysed
from archive.search.filing import Anchor
from archive.search.nodes import Form, TextField

ALWAYS = 0  # the number of what every article has
_STREAM: dict[str, tuple[TextField, Form]] = {
    filing.STEM: ("text", "stem"),
    filing.EXACT: ("text", "exact"),
    filing.BEGINNING: ("text", "exact"),
    filing.AUTHOR_STEM: ("author", "stem"),
    filing.AUTHOR_EXACT: ("author", "exact"),
    filing.AUTHOR_BEGINNING: ("author", "exact"),
}
_BEGINNINGS = (filing.BEGINNING, filing.AUTHOR_BEGINNING)


class Anchors:
    """The anchors that some rule names, numbered from 1; an article's others are of no interest."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[str, int]] = {}  # space → value → number
        self._lengths: dict[str, set[int]] = {}  # space of beginnings → their lengths
        self.count = 1

    def number(self, anchor: Anchor) -> int:
        """The number of an anchor, given the first time it is asked for."""
        space, value = anchor
        numbers = self._numbers.setdefault(space, {})
        if value not in numbers:
            numbers[value] = self.count
            self.count += 1
            if space in _BEGINNINGS:
                self._lengths.setdefault(space, set()).add(len(value))
        return numbers[value]

    def of(self, analysed: Analysed) -> NDArray[np.int32]:
        """The numbers of the anchors that an article has, some of them several times, `ALWAYS` among them."""
        found = (
            map(numbers.get, self._values(space, analysed), repeat(ALWAYS))
            for space, numbers in self._numbers.items()
        )
        return np.fromiter(chain([ALWAYS], *found), np.int32)

    def _values(self, space: str, analysed: Analysed) -> Iterable[str]:
        if space == filing.KEY:
            return [f"{field}:{key}" for field, keys in analysed.keys.items() for key in keys]
        forms = analysed.flat(*_STREAM[space])
        lengths = self._lengths.get(space)
        return {form[:length] for form in forms for length in lengths} if lengths else forms
