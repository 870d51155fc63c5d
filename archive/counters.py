"""Numbers whose order is the order of commits."""

from __future__ import annotations

from django.db import transaction

from archive.models import Counter


def take(name: str, count: int = 1) -> int:
    """The first of `count` consecutive numbers; call it inside the transaction that uses them.

    The row stays locked until that transaction ends, so a reader that has seen number n has seen
    every smaller one: unlike an autoincrement, whose late commits a cursor would skip.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"counter {name!r} is taken outside a transaction")
    Counter.objects.get_or_create(name=name)
    row = Counter.objects.select_for_update().get(name=name)
    first = row.value + 1
    Counter.objects.filter(name=name).update(value=row.value + count)
    return first
