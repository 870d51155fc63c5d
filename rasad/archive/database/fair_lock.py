"""A lock that goes round in the order of asking."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """A lock whose waiters go in the order they came.

    `threading.Lock` may be taken again by who has just let it go: a stage with much to write kept the
    others waiting for seconds.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, patience: float | None = None) -> bool:
        """Wait for the lock, at most `patience` seconds (None: for ever); whether it was had."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            own = threading.Lock()
            own.acquire()
            self._waiting.append(own)
        try:
            if own.acquire(timeout=-1 if patience is None else patience):  # until the one before hands over
                return True
        except BaseException:  # a signal's
            self._leave(own)
            raise
        self._leave(own)
        return False

    def release(self) -> None:
        """Hand the lock over to who waits longest."""
        with self._guard:
            self._hand_over()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _leave(self, own: threading.Lock) -> None:
        """Who goes away must not be handed the lock, or hands it on."""
        with self._guard:
            if own in self._waiting:
                self._waiting.remove(own)
            else:
                self._hand_over()

    def _hand_over(self) -> None:
        if self._waiting:
            self._waiting.popleft().release()
        else:
            self._taken = False
