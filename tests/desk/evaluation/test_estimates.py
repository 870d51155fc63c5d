"""Small samples: drawn towards the city, with intervals that hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.desk.evaluation.estimates import NOTHING, mean, middle, share


@given(st.integers(0, 200), st.integers(1, 200), st.floats(0.01, 0.99), st.floats(0, 50))
def test_a_share_lies_between_its_own_and_the_citys(hits: int, n: int, prior: float, strength: float) -> None:
    found = share(min(hits, n), n, prior=prior, strength=strength)
    assert found.raw is not None
    assert found.value is not None
    assert min(found.raw, prior) - 1e-9 <= found.value <= max(found.raw, prior) + 1e-9
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_the_fewer_the_releases_the_nearer_to_the_city() -> None:
    small = share(1, 1, prior=0.3, strength=10)
    large = share(100, 100, prior=0.3, strength=10)
    assert small.value == pytest.approx((1 + 10 * 0.3) / 11)
    assert large.value == pytest.approx((100 + 10 * 0.3) / 110)


def test_an_interval_narrows_with_the_sample() -> None:
    def width(n: int) -> float:
        found = share(n / 2, n)
        return (found.high or 0) - (found.low or 0)

    assert width(10) > width(40) > width(400)


def test_wilson_is_that_of_the_textbook() -> None:
    found = share(8, 10)
    assert found.low == pytest.approx(0.490, abs=1e-3)
    assert found.high == pytest.approx(0.943, abs=1e-3)


def test_nothing_is_said_of_nothing() -> None:
    assert share(0, 0) is NOTHING
    assert mean([]) is NOTHING
    assert middle([]) is NOTHING
    assert mean([3.0]).low is None
