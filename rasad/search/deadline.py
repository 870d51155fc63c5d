"""Until when the search that this thread works on may take: several requests to an engine make one answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from rasad.search.errors import SearchTimeoutError

_end: ContextVar[float | None] = ContextVar("search_deadline", default=None)


@contextmanager
def until(end: float) -> Iterator[None]:
    """What runs within must end by `end` (`time.monotonic`), if it asks `remaining`.

    Inside another that ends sooner, it must end with that.
    """
    outer = _end.get()
    token = _end.set(end if outer is None else min(end, outer))
    try:
        yield
    finally:
        _end.reset(token)


def remaining(otherwise: float) -> float:
    """Seconds left; `otherwise` where nothing limits them. Raises `SearchTimeoutError` if there are none."""
    end = _end.get()
    if end is None:
        return otherwise
    left = end - time.monotonic()
    if left <= 0:
        raise SearchTimeoutError
    return left
