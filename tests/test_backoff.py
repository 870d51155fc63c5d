"""Pauses between tries grow, are bounded, and differ by chance where that is asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rasad.backoff import Backoff

seconds = st.floats(0.001, 1000)


def test_without_a_failure_nobody_waits() -> None:
    assert Backoff(5).pause(0) == 0


def test_each_pause_is_so_many_times_the_one_before_up_to_the_longest() -> None:
    assert [Backoff(1, 3, 20).pause(failures) for failures in (1, 2, 3, 4, 5, 10_000)] == [
        1,
        3,
        9,
        20,
        20,
        20,
    ]


@given(seconds, st.floats(1, 10), seconds, st.integers(1, 10_000))
def test_pauses_grow_and_are_bounded(first: float, factor: float, longest: float, failures: int) -> None:
    backoff = Backoff(first, factor, longest)
    assert 0 < backoff.pause(failures) <= backoff.pause(failures + 1) <= longest


@given(st.integers(1, 100))
def test_chance_moves_a_pause_by_its_share_at_most(failures: int) -> None:
    steady, moved = Backoff(2, 2, 60), Backoff(2, 2, 60, jitter=0.25)
    assert 0.75 * steady.pause(failures) <= moved.pause(failures) <= 1.25 * steady.pause(failures)
