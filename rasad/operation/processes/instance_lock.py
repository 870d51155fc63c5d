"""One running instance for each data folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(Exception):
    """Another process holds the folder; the message names it."""


@contextmanager
def instance_lock(folder: Path) -> Iterator[None]:
    """Hold the folder while in the block; the kernel lets go when this process ends, however it ends.

    Raises `AlreadyRunningError` when another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "up.lock", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunningError(
                f"Rasad already runs on {folder} (pid {file.read().strip() or 'unknown'})"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
