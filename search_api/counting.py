"""How often something was done within a minute, counted together by every process of this machine."""

from __future__ import annotations

import fcntl
from array import array
from pathlib import Path

WINDOW = 60.0  # seconds


def taken(file: Path, most: int, now: float) -> float:
    """Count one more at `now` (seconds) and give 0; or, with `most` in the last minute, the seconds to wait.

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
            return recent[len(recent) - most] + WINDOW - now
        kept.truncate(0)
        kept.write(array("d", [*recent, now]).tobytes())
        return 0.0
