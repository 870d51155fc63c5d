"""One lease for whatever a process holds: taken by one, given back, taken back from the dead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from rasad.archive.jobs.lease_holders import owner
from rasad.archive.models import Feed, Frontier, Host, Job, Leased, NamedLock, Outlet
from rasad.desk.models import Delivery, Target

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)


def an_outlet() -> Outlet:
    return Outlet.objects.create(key="a", name="الف", kind=Outlet.Kind.AGENCY)


MADE: dict[str, Callable[[], Leased]] = {
    "feed": lambda: Feed.objects.create(outlet=an_outlet(), kind=Feed.Kind.RSS, url="http://a.example/rss"),
    "frontier": lambda: Frontier.objects.create(key="1", url="http://a.example/1", outlet=an_outlet()),
    "host": lambda: Host.objects.create(name="a.example"),
    "job": lambda: Job.objects.create(stage=Job.Stage.INDEX, subject="1"),
    "lock": lambda: NamedLock.objects.create(name="stage:story"),
    "delivery": lambda: Delivery.objects.create(
        target=Target.objects.create(name="x", kind=Target.Kind.MAIL), key="k"
    ),
}


@pytest.fixture(params=MADE)
def row(request: pytest.FixtureRequest) -> Leased:
    """A row of each kind that can be held."""
    return MADE[request.param]()


def test_it_is_held_by_one_until_it_is_given_back(row: Leased) -> None:
    rows = type(row).objects.all()
    assert rows.free(NOW).take("one", LATER) == 1
    assert rows.free(NOW).take("two", LATER) == 0
    assert rows.held_by("one").count() == rows.held().count() == 1
    assert rows.held_by("one").give_back() == 1
    assert rows.free(NOW).take("two", LATER) == 1


def test_a_lease_that_ended_is_free(row: Leased) -> None:
    rows = type(row).objects.all()
    rows.take("one", NOW)
    assert rows.free(NOW).take("two", LATER) == 1
    assert rows.held_by("one").give_back() == 0


def test_what_a_dead_process_of_this_machine_held_is_taken_back_at_once(row: Leased) -> None:
    rows = type(row).objects.all()
    machine = owner().partition(":")[0]
    for living in (owner(), "elsewhere-1:1:1:aaaa"):
        rows.take(living, LATER)
        assert rows.reclaim_dead(NOW) == 0
    rows.take(f"{machine}:4194305:1:ffff", LATER)
    assert rows.reclaim_dead(NOW) == 1
    assert not rows.held().exists()


def test_a_state_follows_the_lease() -> None:
    frontier, delivery = MADE["frontier"](), MADE["delivery"]()
    Frontier.objects.take("one", LATER)
    Delivery.objects.take("one", LATER)
    frontier.refresh_from_db()
    delivery.refresh_from_db()
    assert (frontier.state, delivery.state) == (Frontier.State.LEASED, Delivery.State.SENDING)  # type: ignore[attr-defined]
    Frontier.objects.give_back(state=Frontier.State.DONE)
    Delivery.objects.give_back()
    frontier.refresh_from_db()
    delivery.refresh_from_db()
    assert (frontier.state, delivery.state) == (Frontier.State.DONE, Delivery.State.WAITING)  # type: ignore[attr-defined]
