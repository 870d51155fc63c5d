"""How often something was done within a minute, counted together by every process of this machine."""

from __future__ import annotations

import fcntl
from array import array
from pathlib import Path
from typing import NamedTuple

WINDOW = 60.0  # seconds


class RateCount(NamedTuple):
    """One request among those of the last minute; times in seconds."""

    wait: float  # until one more is let in; 0: this one was, and is counted
    left: int  # how many more would be let in now
    reset: float  # until the oldest is forgotten


def taken(file: Path, most: int, now: float) -> RateCount:
    """Count one more at `now` (seconds), unless there were `most` in the last minute.

    The file holds the times, eight bytes each, and is locked while they are read and written: some fifty
    microseconds, nothing is synced, and a file that a crash has torn starts anew. Raises `OSError`.
    """
    with file.open("a+b") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)  # let go when the file is closed
        kept.seek(0)
        data = kept.read()
        times = array("d")
        times.frombytes(data[: len(data) // times.itemsize * times.itemsize])
        # Another process may be here first with a later time; a clock set far back forgets.
        recent = [at for at in times if abs(now - at) < WINDOW]
        if len(recent) >= most:
            return RateCount(recent[len(recent) - most] + WINDOW - now, 0, recent[0] + WINDOW - now)
        kept.truncate(0)
        kept.write(array("d", [*recent, now]).tobytes())
        return RateCount(0.0, most - len(recent) - 1, (recent[0] if recent else now) + WINDOW - now)
