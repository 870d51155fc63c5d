"""What a target has accepted and no transaction has recorded yet: a file that is synced before the next."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

ENDING = ".sent"


class SentJournal:
    """One process's file of accepted deliveries, one `id time` a line; locked while the process lives.

    A transaction queues behind those of the busy stages, a line here costs one sync: so nothing but the
    message that is on its way at that moment is sent twice after a death. Raises `OSError` where the disk
    does not take it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: int | None = None
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(4)}{ENDING}"

    def accepted(self, delivery: int, at: datetime) -> None:
        """Make durable that a delivery was accepted."""
        if self._file is None:
            self._file = self._opened()
        # It begins with a line break, too: what a full disk cut off does not spoil the next line.
        line = f"\n{delivery} {at.isoformat()}\n".encode("ascii")
        if os.write(self._file, line) != len(line):
            raise OSError(f"{self._path} was cut off")
        os.fdatasync(self._file)

    def _opened(self) -> int:
        self._folder.mkdir(parents=True, exist_ok=True)
        while True:
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file).st_nlink:
                _sync_folder(self._folder)
                return file
            os.close(file)  # taken for a dead one's between the two calls, and removed

    def clear(self) -> None:
        """Forget all: it is recorded."""
        if self._file is not None:
            os.ftruncate(self._file, 0)

    def close(self) -> None:
        """Remove the file of an orderly end. Only after `clear`."""
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None


def left_behind(folder: Path) -> Iterator[tuple[Path, list[tuple[int, datetime]]]]:
    """The journals of processes that are gone, with what they hold; each is locked until the next one.

    Remove a file once its lines are recorded. A line that was cut off is left out.
    """
    for path in sorted(folder.glob(f"*{ENDING}")):
        try:
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:  # its process ended in order just now
            continue
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield path, list(_lines(path.read_text("ascii", errors="replace")))
        except BlockingIOError:
            continue
        finally:
            os.close(file)


def _lines(text: str) -> Iterator[tuple[int, datetime]]:
    for line in text.splitlines():
        delivery, _, at = line.partition(" ")
        try:
            yield int(delivery), datetime.fromisoformat(at)
        except ValueError:
            continue


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
