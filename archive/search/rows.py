"""Rows of numbers under their first one, laid out for reading: the rule index's table.

Flat arrays and not objects: rows that are read together lie close together in memory, and reaching for an
object that is not in the processor's cache costs more than the comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import numpy as np
from numpy.typing import NDArray

_GONE = -1  # the code of a row that was taken out
_FEW = 1_000  # rows that may stand beside the arrays; more are laid out at the next reading

_Numbers = NDArray[np.int32]


class Rows:
    """Rows (second, third, code) under a first number; all are from 0 to 2^31 - 1."""

    def __init__(self) -> None:
        self._starts: _Numbers = np.zeros(2, np.int32)  # of the rows under 0, 1, 2 …, and the end of the last
        self._rows: _Numbers = np.zeros((3, 0), np.int32)  # seconds, thirds, codes
        self._added: dict[int, list[tuple[int, int, int]]] = {}
        self._fresh = 0

    def add(self, first: int, second: int, third: int, code: int) -> None:
        """One more row."""
        self._added.setdefault(first, []).append((second, third, code))
        self._fresh += 1

    def remove(self, first: int, gone: Callable[[int], bool]) -> None:
        """Take out the rows under `first` whose code is `gone`."""
        if first < len(self._starts) - 1:
            for place in range(self._starts[first], self._starts[first + 1]):
                if gone(int(self._rows[2, place])):
                    self._rows[2, place] = _GONE
        if first in self._added:
            self._added[first] = [row for row in self._added[first] if not gone(row[2])]

    def codes(self, numbers: _Numbers, there: NDArray[np.bool_]) -> list[int]:
        """The codes of rows whose three numbers are all `there` (by number); `numbers` are those that are.

        A code may come several times, as a number may.
        """
        if self._fresh > _FEW:
            self._lay_out()
        found = self._laid_out(numbers, there)
        if self._added:
            for first in self._added.keys() & set(numbers.tolist()):
                rows = self._added[first]
                found += [code for second, third, code in rows if there[second] and there[third]]
        return found

    def _laid_out(self, numbers: _Numbers, there: NDArray[np.bool_]) -> list[int]:
        firsts = numbers[numbers < len(self._starts) - 1]
        begin = self._starts[firsts]
        lengths = self._starts[firsts + 1] - begin
        ends = lengths.cumsum()
        # The places of all these rows: each first's range, one after another.
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begin - ends + lengths, lengths)
        seconds, thirds, codes = self._rows
        matched = codes[places[there[seconds[places]] & there[thirds[places]]]]
        found: list[int] = matched[matched != _GONE].tolist()
        return found

    def _lay_out(self) -> None:
        """All rows into flat arrays, ordered by their first number."""
        old = np.repeat(np.arange(len(self._starts) - 1, dtype=np.int32), np.diff(self._starts))
        new = [(first, *row) for first, rows in self._added.items() for row in rows]
        added = np.fromiter(chain.from_iterable(new), np.int32, 4 * len(new)).reshape(-1, 4).T
        firsts = np.concatenate([old, added[0]])
        rows = np.concatenate([self._rows, added[1:]], axis=1)
        kept = rows[2] != _GONE
        firsts, rows = firsts[kept], rows[:, kept]
        order = np.argsort(firsts, kind="stable")
        self._rows = np.ascontiguousarray(rows[:, order])
        self._starts = np.searchsorted(firsts[order], np.arange(firsts.max(initial=0) + 2)).astype(np.int32)
        self._added, self._fresh = {}, 0
