"""A host that answers again is asked at once for what it could not give, and a failing feed sleeps short."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rasad.archive.frontier.host_recovery import wake_recovered
from rasad.archive.frontier.polling import Poll, longest_back_off, next_interval
from rasad.archive.models import Feed, Frontier, Host, Outlet

BOUNDS = (120.0, 86400.0)


@pytest.mark.parametrize(("failures", "woken"), [(1, 0), (5, 1)])
def test_feeds_and_pages_of_a_host_that_was_away_become_due(db: None, failures: int, woken: int) -> None:
    outlet = Outlet.objects.create(key="a", name="الف", kind="agency")
    Host.objects.create(name="a.example", failures=failures)
    later = timezone.now() + timedelta(hours=5)
    common = {"host": "a.example", "outlet": outlet}
    Feed.objects.create(kind="rss", url="http://a.example/rss", failures=9, next_poll_at=later, **common)
    Feed.objects.create(kind="rss", url="http://a.example/well", next_poll_at=later, **common)
    for number, outcome in enumerate(("server_error", "gone")):
        url = f"http://a.example/{number}"
        Frontier.objects.create(key=url, url=url, last_outcome=outcome, next_try_at=later, **common)
    assert wake_recovered(["a.example"]) == woken
    now = timezone.now()
    assert Feed.objects.filter(next_poll_at__lte=now).count() == woken
    due = Frontier.objects.filter(next_try_at__lte=now).values_list("last_outcome", flat=True)
    assert list(due) == ["server_error"] * woken


@pytest.mark.parametrize("failures", [1, 5, 40])
def test_a_host_that_is_away_is_tried_within_a_minute(failures: int) -> None:
    longest = longest_back_off(away=True, failures=failures, listed=30, week_items=100)
    found = next_interval(
        Poll(failed=True), before=600, week_items=100, failures=failures, bounds=BOUNDS, longest=longest
    )
    assert found <= 60


def test_no_back_off_outsleeps_what_the_feed_shows() -> None:
    longest = longest_back_off(away=False, failures=30, listed=20, week_items=20 * 7 * 24)
    found = next_interval(
        Poll(failed=True), before=600, week_items=3360, failures=30, bounds=BOUNDS, longest=longest
    )
    assert found == 1800, "twenty an hour, twenty shown: half an hour"
    assert longest_back_off(away=False, failures=3, listed=0, week_items=None) is None
