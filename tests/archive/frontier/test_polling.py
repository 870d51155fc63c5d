"""When a feed is asked next: laws that hold for any poll."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.archive.frontier.polling import (
    Poll,
    maps_to_ask,
    max_age,
    may_be_lying,
    may_have_passed,
    next_interval,
    retry_after,
    wants_more,
)

BOUNDS = (120.0, 86400.0)
NOW = datetime(2026, 11, 14, 10, 0, tzinfo=UTC)
polls = st.builds(
    Poll,
    announced=st.integers(0, 500),
    new=st.integers(0, 500),
    not_modified=st.booleans(),
    failed=st.booleans(),
    asked=st.floats(0, 1e6),
)


@given(polls, st.floats(0, 1e6), st.none() | st.floats(0, 1e5), st.integers(0, 50))
def test_the_interval_stays_within_its_bounds(
    poll: Poll, before: float, items: float | None, failures: int
) -> None:
    found = next_interval(poll, before=before, week_items=items, failures=failures, bounds=BOUNDS)
    assert BOUNDS[0] <= found <= BOUNDS[1]


@given(polls, st.floats(0, 1e5))
def test_what_the_server_asks_for_is_kept_up_to_the_bound(poll: Poll, before: float) -> None:
    found = next_interval(poll, before=before, week_items=None, failures=0, bounds=BOUNDS)
    if not poll.failed:
        assert found >= min(poll.asked, BOUNDS[1])


def test_failures_slow_a_feed_and_never_kill_it() -> None:
    waits = [
        next_interval(Poll(failed=True), before=300.0, week_items=50, failures=n, bounds=BOUNDS)
        for n in range(1, 40)
    ]
    assert waits == sorted(waits)
    assert waits[0] == 600.0
    assert waits[-1] <= BOUNDS[1]


def test_a_feed_that_overflows_is_asked_sooner_and_a_quiet_one_later() -> None:
    overflow = next_interval(Poll(30, 29), before=1200.0, week_items=1000, failures=0, bounds=BOUNDS)
    quiet = next_interval(Poll(30, 0), before=1200.0, week_items=200, failures=0, bounds=BOUNDS)
    assert overflow <= 600.0
    assert 1200.0 < quiet <= 1500.0


def test_a_weeks_rate_sets_the_pace() -> None:
    busy = next_interval(Poll(30, 10), before=0.0, week_items=2016, failures=0, bounds=BOUNDS)
    assert busy == 300.0


def test_paging_goes_back_until_enough_is_known() -> None:
    assert wants_more(announced=20, familiar=0)
    assert wants_more(announced=16, familiar=1)  # a pinned post is no old news
    assert not wants_more(announced=20, familiar=6)
    assert not wants_more(announced=0, familiar=0)


def test_retry_after_is_seconds_or_a_date() -> None:
    assert retry_after("120", NOW) == 120
    assert retry_after(format_datetime(NOW + timedelta(seconds=90), usegmt=True), NOW) == 90
    assert retry_after("soon", NOW) is None
    assert retry_after(None, NOW) is None


@pytest.mark.parametrize("value", ["999999999999999", "86400", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_retry_after_of_ages_counts_for_an_hour(value: str) -> None:
    assert retry_after(value, NOW) == 3600


def test_small_rules() -> None:
    assert max_age("public, max-age=600") == 600
    assert max_age(None) == 0
    assert may_be_lying(12)
    assert not may_be_lying(11)


def test_maps_of_an_index_are_asked_by_their_change_or_from_both_ends() -> None:
    since = datetime(2026, 11, 25, tzinfo=UTC)
    dated = [(f"d{n}", since.timestamp() + (n - 30) * 86_400.0) for n in range(40)]
    undated = [(f"u{n}", None) for n in range(10)]
    later = maps_to_ask([*dated, *undated], since)
    assert later == [*(f"d{n}" for n in range(39, 28, -1)), "u0", "u1", "u2", "u7", "u8", "u9"]
    first = maps_to_ask(dated, None)
    assert first == [f"d{n}" for n in range(39, 19, -1)]
    assert maps_to_ask(undated[:4], since) == ["u0", "u1", "u2", "u3"]


def test_only_a_full_list_of_strangers_that_cannot_be_paged_back_is_a_gap() -> None:
    gap: dict[str, Any] = {"announced": 15, "familiar": 0, "first_poll": False, "pageable": False}
    assert may_have_passed(**gap)
    for change in ({"announced": 4}, {"familiar": 1}, {"first_poll": True}, {"pageable": True}):
        assert not may_have_passed(**{**gap, **change})
