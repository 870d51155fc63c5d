"""What is announced is fetched as it stands; a change that a list names is a reason to look again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rasad.archive.frontier import NEVER, Announcement, discover
from rasad.archive.models import Frontier, Outlet
from rasad.outlets.definitions import OutletSpec

NOW = datetime(2026, 11, 14, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAGE = "http://a.example/news/1/x"
pytestmark = pytest.mark.django_db


def outlet(**entry: Any) -> OutletSpec:
    """An outlet `a`, on record."""
    Outlet.objects.create(key="a", name="a", kind="agency", home="http://a.example/")
    whole = {"id_pattern": r"/news/(?P<id>\d+)", **entry}
    return OutletSpec(key="a", name="a", kind="agency", home="http://a.example/", **whole)


def announced(spec: OutletSpec, at: datetime | None, precision: str = "minute", *, url: str = PAGE) -> None:
    """A list names the item, with the moment of its change."""
    hint = {"modified": at.isoformat(), "modified_precision": precision} if at else {}
    discover(spec, [Announcement(url, {"title": "t", **hint})], now=NOW)


def fetched(at: datetime, outcome: str = "ok") -> None:
    """Its page was fetched then, and nothing more is planned."""
    Frontier.objects.update(state="done", fetched_at=at, next_try_at=NEVER, last_outcome=outcome)


def is_due() -> bool:
    """Whether the page is to be fetched now."""
    return Frontier.objects.get().next_try_at <= NOW


def test_the_announced_address_is_fetched_and_the_reduced_one_names_the_item() -> None:
    spec = outlet(id_pattern=None, keep_params=("id",))
    portal = "http://a.example/Default.aspx?tabid=7&id=12&lang=fa#top"
    discover(spec, [Announcement(portal)], now=NOW)
    again = discover(spec, [Announcement("http://a.example/Default.aspx?id=12")], now=NOW)
    assert (again.new, again.known) == (0, 1)
    assert Frontier.objects.get().url == "http://a.example/Default.aspx?tabid=7&id=12&lang=fa"


def test_pages_of_a_list_differ_by_parameters_that_name_no_item() -> None:
    spec = outlet(keep_params=("id",))
    pages = [Announcement(f"http://a.example/list?page={n}", {}, "listing_page") for n in (1, 2)]
    assert discover(spec, pages, now=NOW).new == 2


def test_a_port_belongs_to_its_host() -> None:
    spec = outlet(hosts=("a.example:8080",), id_pattern=None)
    found = discover(
        spec, [Announcement("http://a.example:8080/n/1"), Announcement("http://a.example:9090/n/1")], now=NOW
    )
    assert (found.new, found.foreign) == (1, 1)
    assert Frontier.objects.get().host == "a.example:8080"


def test_a_change_after_the_fetch_is_looked_at_at_once() -> None:
    spec = outlet()
    announced(spec, NOW - 3 * HOUR)
    fetched(NOW - 2 * HOUR)
    announced(spec, NOW - 3 * HOUR)
    assert not is_due()
    announced(spec, NOW - HOUR)
    assert is_due()


def test_a_change_before_the_fetch_is_known() -> None:
    spec = outlet()
    announced(spec, None)
    fetched(NOW - HOUR)
    announced(spec, NOW - 2 * HOUR)
    assert not is_due()


def test_a_day_of_change_counts_when_it_moves_on() -> None:
    spec = outlet()
    yesterday, today = datetime(2026, 11, 13, tzinfo=UTC), datetime(2026, 11, 14, tzinfo=UTC)
    announced(spec, yesterday, "day")
    fetched(NOW - HOUR)
    announced(spec, yesterday, "day")
    assert not is_due()
    announced(spec, today, "day")
    assert is_due()


def test_a_list_that_says_now_of_everything_is_not_believed_for_long() -> None:
    spec = outlet()
    announced(spec, NOW - 9 * HOUR)
    looks = 0
    for n in range(8, 2, -1):
        fetched(NOW - (n + 0.5) * HOUR, "unchanged" if looks else "ok")
        announced(spec, NOW - n * HOUR)
        looks += is_due()
    assert looks == 3


def test_one_moment_for_all_items_is_the_lists_own() -> None:
    spec = outlet()

    def all_changed_at(at: datetime) -> None:
        items = [Announcement(f"http://a.example/news/{n}", {"modified": at.isoformat()}) for n in range(9)]
        discover(spec, items, now=NOW)

    all_changed_at(NOW - 3 * HOUR)
    fetched(NOW - 2 * HOUR)
    all_changed_at(NOW - HOUR)
    assert not Frontier.objects.filter(next_try_at__lte=NOW).exists()
