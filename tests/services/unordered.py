"""Queries without an order give their rows backwards: SQLite would hide that PostgreSQL gives them in any.

What is compared in order, or shown to a person, must come from a query that says which.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import Any

from django.db.models import QuerySet


def reverse_unordered() -> None:
    """Patch Django's querysets for the rest of this process."""
    fetch_all = vars(QuerySet)["_fetch_all"]
    iterator = vars(QuerySet)["_iterator"]

    @wraps(fetch_all)
    def fetch_backwards(self: Any) -> None:
        fresh = self._result_cache is None
        fetch_all(self)
        if fresh and not self.ordered:
            self._result_cache.reverse()

    @wraps(iterator)
    def iterate_backwards(self: Any, *words: Any) -> Iterator[Any]:
        rows = iterator(self, *words)
        yield from rows if self.ordered else reversed(list(rows))

    setattr(QuerySet, "_fetch_all", fetch_backwards)  # noqa: B010
    setattr(QuerySet, "_iterator", iterate_backwards)  # noqa: B010
