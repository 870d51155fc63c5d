"""Numbers for what rules ask for, and which of them an article has."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from rasad.search.match import AnalysedArticle
from rasad.search.percolator import requirements
from rasad.search.percolator.requirements import TermKey
from rasad.search.query.ast import Form, TextField

ALWAYS = 0  # the number of what every article has
_NO_WORD = 1  # in place of the number of a word that no rule names
NEVER = 3  # the number of what no article has (2 is that of an exact form that no rule names)
_STREAM: dict[str, tuple[TextField, Form]] = {
    requirements.BEGINNING: ("text", "exact"),
    requirements.AUTHOR_STEM: ("author", "stem"),
    requirements.AUTHOR_EXACT: ("author", "exact"),
    requirements.AUTHOR_BEGINNING: ("author", "exact"),
}
_BEGINNINGS = (requirements.BEGINNING, requirements.AUTHOR_BEGINNING)

_Numbers = NDArray[np.int32]
_ALWAYS: _Numbers = np.array([ALWAYS], np.int32)


class TermIds:
    """The terms that some rule names, numbered from 4; an article's others are of no interest.

    A word of the text has two numbers side by side, as a stem and as an exact form: most words of an article
    are both, and looking one up costs more than all that is done with its number.
    """

    def __init__(self) -> None:
        self._words: dict[str, int] = {}  # word of the text → its number as a stem; one more as an exact form
        self._numbers: dict[str, dict[str, int]] = {}  # other space → value → number
        self._lengths: dict[str, set[int]] = {}  # space of beginnings → their lengths
        self.count = NEVER + 1

    def number(self, term: TermKey) -> int:
        """The number of a term, given the first time it is asked for."""
        space, value = term
        word = space in (requirements.STEM, requirements.EXACT)
        numbers = self._words if word else self._numbers.setdefault(space, {})
        if value not in numbers:
            numbers[value] = self.count
            self.count += 2 if word else 1
            if space in _BEGINNINGS:
                self._lengths.setdefault(space, set()).add(len(value))
        return numbers[value] + (space == requirements.EXACT)

    def of(self, analysed: AnalysedArticle) -> _Numbers:
        """The numbers of the terms that an article has, `ALWAYS` among them; 1 and 2 are no term's."""
        stems, exacts = analysed.terms("text", "stem"), analysed.terms("text", "exact")
        both = stems & exacts
        words = _looked_up(self._words, both)
        found = [_ALWAYS, words, words + 1, _looked_up(self._words, stems - both)]
        found.append(_looked_up(self._words, exacts - both) + 1)
        found += [
            _looked_up(numbers, self._values(space, analysed)) for space, numbers in self._numbers.items()
        ]
        return np.concatenate(found)

    def _values(self, space: str, analysed: AnalysedArticle) -> AbstractSet[str]:
        if space == requirements.KEY:
            return {f"{field}:{key}" for field, keys in analysed.keys.items() for key in keys}
        forms = analysed.terms(*_STREAM[space])
        lengths = self._lengths.get(space)
        return {form[:length] for form in forms for length in lengths} if lengths else forms


def _looked_up(numbers: dict[str, int], values: AbstractSet[str]) -> _Numbers:
    return np.fromiter(map(numbers.get, values, repeat(_NO_WORD)), np.int32, len(values))
