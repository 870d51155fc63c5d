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

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            own = threading.Lock()
            own.acquire()
            self._waiting.append(own)
        try:
            own.acquire()  # until the one before hands over
        except BaseException:  # a signal's: who goes away must not be handed the turn, or hands it on
            with self._guard:
                if own in self._waiting:
                    self._waiting.remove(own)
                else:
                    self._hand_over()
            raise

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._hand_over()

    def _hand_over(self) -> None:
        if self._waiting:
            self._waiting.popleft().release()
        else:
            self._taken = False
