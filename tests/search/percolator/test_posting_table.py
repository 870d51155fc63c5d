"""The rule index's table answers as a plain list of rows would, however it came about."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.search.percolator import posting_table
from rasad.search.percolator.posting_table import PostingRow, PostingTable

NUMBERS = st.integers(0, 12)
ROW = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
#: A row to add, the code of rows to take out, or the numbers that an article has.
STEPS = st.lists(st.one_of(ROW, st.integers(0, 40), st.sets(NUMBERS, max_size=9)), max_size=60)


@given(STEPS, st.integers(0, 6))
def test_rows_are_found_by_all_their_numbers_but_the_banned_one(
    steps: list[tuple[int, int, int, int, int] | int | set[int]], few: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posting_table, "_FEW", few)
        table, plain, code = PostingTable(), dict[int, tuple[int, ...]](), 0
        for step in steps:
            if isinstance(step, tuple):
                first, *others = step
                table.add(first, PostingRow._make([*others, code]))
                plain[code] = step
                code += 1
            elif isinstance(step, int):
                if step in plain:
                    table.remove(plain.pop(step)[0], step.__eq__)
            else:
                expected = sorted(
                    one
                    for one, (*all_, banned) in plain.items()
                    if step.issuperset(all_) and banned not in step
                )
                there = np.isin(np.arange(13), list(step))
                assert sorted(table.codes(np.array(list(step), np.int32), there)) == expected
