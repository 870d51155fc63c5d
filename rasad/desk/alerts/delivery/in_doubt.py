"""One message at a time may be accepted by its target and not yet noted here."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds for which the others wait for a target; after them a slow one holds up nobody.
PATIENCE = 1.0


class OneInDoubt:
    """A lock for the moment between sending a message and noting that it was accepted.

    Whoever dies in it cannot know whether the target has the message, so it is sent again. With one at a
    time a death costs one second copy, and one for each target that was taking longer than `PATIENCE`.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._holder = 0
        self._until = 0.0

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Wait for the others, then send and note inside."""
        with self._changed:
            while (left := self._until - time.monotonic()) > 0:
                self._changed.wait(left)
            self._holder += 1
            mine, self._until = self._holder, time.monotonic() + PATIENCE
        try:
            yield
        finally:
            with self._changed:
                if self._holder == mine:
                    self._until = 0.0
                self._changed.notify_all()
