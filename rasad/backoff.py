"""How long to wait before the next try: one value, used wherever something is tried again."""

from __future__ import annotations

import random
from dataclasses import dataclass

_MOST_STEPS = 64  # beyond these every pause has long reached its bound


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that grow with the failures in a row: `first` seconds, each `factor` times the one before.

    None is longer than `longest` seconds. `jitter` is the share by which a pause is made shorter or longer by
    chance, so that many who failed together do not come back together.
    """

    first: float
    factor: float = 2.0
    longest: float = 3600.0
    jitter: float = 0.0

    def pause(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row; 0 without one."""
        if failures <= 0:
            return 0.0
        seconds = min(self.longest, self.first * self.factor ** min(failures - 1, _MOST_STEPS))
        return seconds * random.uniform(1 - self.jitter, 1 + self.jitter) if self.jitter else seconds
