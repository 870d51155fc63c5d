"""Numbers whose order is the order of commits."""

from __future__ import annotations

from django.db import transaction

from rasad.archive.models import Counter


class Sequence:
    """Consecutive numbers for one transaction: read at the first need, written once by `keep`.

    The counter's row stays locked from the first number until the transaction ends, so a reader that
    has seen number n has seen every smaller one: unlike an autoincrement, whose late commits a cursor
    would skip. Numbers of a savepoint that was undone are left out, never given twice.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._last: int | None = None
        self._kept: int | None = None

    @property
    def locked(self) -> bool:
        """Whether a number was taken: from then on no other transaction takes one."""
        return self._last is not None

    def lock(self) -> None:
        """Wait for the right to give numbers. Call it inside the transaction that uses them."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError(f"counter {self.name!r} is taken outside a transaction")
        if self._last is None:
            rows = Counter.objects.select_for_update().filter(name=self.name)
            value = rows.values_list("value", flat=True).first()
            if value is None:
                Counter.objects.bulk_create([Counter(name=self.name)], ignore_conflicts=True)
                value = rows.values_list("value", flat=True).get()
            self._last = self._kept = value

    def next(self) -> int:
        """The next number."""
        self.lock()
        assert self._last is not None
        self._last += 1
        return self._last

    def keep(self) -> None:
        """Write down how far the numbers went; at the end of the transaction."""
        if self._last != self._kept:
            Counter.objects.filter(name=self.name).update(value=self._last)
            self._kept = self._last
