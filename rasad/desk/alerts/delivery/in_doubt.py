"""One message at a time may be accepted by its target and not yet noted here."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds of sending after which a target counts as slow.
SLOW = 1.0
#: Seconds of quiet after which a slow target has its turn, and after which it has it in any case.
QUIET, LONGEST_WAIT = 0.5, 60.0


class OneInDoubt:
    """A lock for the moment between sending a message and noting that it was accepted.

    Whoever dies in it cannot know whether the target has the message, so it is sent again: with one at a time
    a death costs one second copy. A slow target lets the others go first, as they would all wait for it.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._sending = False
        self._waiting = 0  # those that are not slow
        self._quiet_since = 0.0

    @contextmanager
    def sending(self, *, slow: bool = False) -> Iterator[None]:
        """Wait for the others, then send and note inside."""
        with self._changed:
            if slow:
                self._wait_for_quiet()
            self._waiting += 1
            while self._sending:
                self._changed.wait()
            self._waiting -= 1
            self._sending = True
        try:
            yield
        finally:
            with self._changed:
                self._sending = False
                if not slow:
                    self._quiet_since = time.monotonic()
                self._changed.notify_all()

    def _wait_for_quiet(self) -> None:
        end = time.monotonic() + LONGEST_WAIT
        while (now := time.monotonic()) < end:
            quiet_in = self._quiet_since + QUIET - now
            if not self._sending and not self._waiting and quiet_in <= 0:
                return
            self._changed.wait(max(0.01, min(quiet_in, QUIET)))
