"""What a transaction's items lead to: written once, and forgotten with an item that was undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipelines.effects import Effects
from rasad.archive.database.transactions import write_transaction
from rasad.archive.models import Counter, Job, Outlet

pytestmark = pytest.mark.django_db(transaction=True)


class ItemFaultError(Exception):
    """An item's own fault."""


def undone(effects: Effects, *steps: Callable[[], object]) -> None:
    """An item whose own changes are undone after it took these steps."""

    def item() -> None:
        with effects.whole():
            for step in steps:
                step()
            raise ItemFaultError

    with pytest.raises(ItemFaultError):
        item()


def test_what_an_undone_item_led_to_is_forgotten_with_it() -> None:
    outlet = Outlet.objects.create(key="alef", name="الف", kind="agency")
    with write_transaction():
        effects = Effects()
        with effects.whole():
            effects.ask("index", "kept")
        undone(
            effects,
            lambda: effects.ask("index", "undone"),
            lambda: effects.heard("alef", datetime(2026, 11, 20, tzinfo=UTC)),
        )
        effects.write()
    assert list(Job.objects.values_list("stage", "subject")) == [("index", "kept")]
    outlet.refresh_from_db()
    assert outlet.last_article_at is None


def test_arrival_numbers_rise_over_transactions_and_are_never_given_twice() -> None:
    given = []
    for _ in range(3):
        with write_transaction():
            effects = Effects()
            undone(effects, effects.arrivals.next)  # PostgreSQL gives its lock back with the savepoint
            given += [effects.arrivals.next(), effects.arrivals.next()]
            undone(effects, effects.arrivals.next)
            given.append(effects.arrivals.next())
            effects.write()
    assert given == sorted(set(given))
    assert Counter.objects.get(name="arrival").value == given[-1]


def test_a_number_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="arrival"):
        Effects().arrivals.next()


def test_an_older_article_does_not_set_an_outlets_clock_back() -> None:
    new, old = datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    outlet = Outlet.objects.create(key="alef", name="الف", kind="agency")
    for moments in ([new, old], [old]):
        with write_transaction():
            effects = Effects()
            for at in moments:
                effects.heard("alef", at)
            effects.write()
    outlet.refresh_from_db()
    assert outlet.last_article_at == new
