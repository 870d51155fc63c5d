"""Rows of numbers under their first one, laid out for reading: the rule index's table.

Flat arrays and not objects: rows that are read together lie close together in memory, and reaching for an
object that is not in the processor's cache costs more than the comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_FEW = 1_000  # rows that may stand beside the arrays; more are laid out at the next reading

_Numbers = NDArray[np.int32]


class PostingRow(NamedTuple):
    """What an article must have besides the row's first number, what it must not have, and the row's code.

    All are from 0 to 2^31 - 1.
    """

    second: int
    third: int
    fourth: int
    banned: int
    code: int


class PostingTable:
    """Rows under a first number."""

    def __init__(self) -> None:
        self._starts: _Numbers = np.zeros(1, np.int32)  # of the rows under 0, 1, 2 …, and the end of the last
        self._lengths: _Numbers = np.zeros(1, np.int32)  # how many there are, and 0 for all that come after
        self._rows: _Numbers = np.zeros((0, len(PostingRow._fields)), np.int32)
        self._added: dict[int, list[PostingRow]] = {}
        self._fresh = 0

    def add(self, first: int, row: PostingRow) -> None:
        """One more row."""
        self._added.setdefault(first, []).append(row)
        self._fresh += 1

    def remove(self, first: int, gone: Callable[[int], bool]) -> None:
        """Take out the rows under `first` whose code is `gone`."""
        if first < len(self._starts) - 1:
            rows = self._rows[self._starts[first] : self._starts[first + 1]]
            second, _, _, banned, codes = rows.T
            out = [gone(code) for code in codes.tolist()]
            banned[out] = second[out]  # what bans what it asks for is never found, and not laid out again
        if first in self._added:
            self._added[first] = [row for row in self._added[first] if not gone(row.code)]

    def codes(self, numbers: _Numbers, there: NDArray[np.bool_]) -> _Numbers:
        """The codes of rows that an article has all numbers of and not the banned one.

        `numbers` are those that it has, `there` tells the same by number. A code may come several times.
        """
        if self._fresh > _FEW:
            self._lay_out()
        found = self._laid_out(numbers, there)
        if self._added:
            firsts = self._added.keys() & set(numbers.tolist())
            rows = chain.from_iterable(self._added[first] for first in firsts)
            added = [code for *all_, banned, code in rows if there[all_].all() and not there[banned]]
            found = np.concatenate([found, np.array(added, np.int32)])
        return found

    def _laid_out(self, numbers: _Numbers, there: NDArray[np.bool_]) -> _Numbers:
        firsts = numbers[self._lengths.take(numbers, mode="clip") > 0]
        if not len(firsts):
            return firsts
        lengths = self._lengths[firsts]
        ends = lengths.cumsum()
        # The places of all these rows: each first's range, one after another.
        places = np.arange(ends[-1]) + np.repeat(self._starts[firsts] - ends + lengths, lengths)
        second, third, fourth, banned, codes = self._rows.take(places, axis=0).T
        found: _Numbers = codes[there[second] & there[third] & there[fourth] & ~there[banned]]
        return found

    def _lay_out(self) -> None:
        """All rows into flat arrays, ordered by their first number."""
        old = np.repeat(np.arange(len(self._lengths), dtype=np.int32), self._lengths)
        new = [(first, *row) for first, rows in self._added.items() for row in rows]
        added = np.fromiter(chain.from_iterable(new), np.int32).reshape(-1, 1 + len(PostingRow._fields))
        firsts = np.concatenate([old, added[:, 0]])
        rows = np.concatenate([self._rows, added[:, 1:]])
        second, _, _, banned, _ = rows.T
        kept = second != banned
        firsts, rows = firsts[kept], rows[kept]
        order = np.argsort(firsts, kind="stable")
        self._rows = rows[order]
        self._starts = np.searchsorted(firsts[order], np.arange(firsts.max(initial=0) + 2)).astype(np.int32)
        self._lengths = np.diff(self._starts, append=self._starts[-1:])
        self._added, self._fresh = {}, 0
