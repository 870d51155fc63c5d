"""WARC files on disk: written `.open`, fsynced, renamed; a torn file is sealed, never appended to."""

from __future__ import annotations

import fcntl
import os
import secrets
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from rasad.archive.warc.records import WarcRecord, warcinfo

OPEN = ".open"
_BLOCK = 1 << 20
_READ = 1 << 16


@dataclass(frozen=True)
class WarcRef:
    """Where a record stands: file name without `.open`, offset and length in bytes of its gzip member."""

    warc: str
    offset: int
    length: int


def sync_folder(folder: Path) -> None:
    """Make a creation or rename in this folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class WarcFiles:
    """The one file that this process writes; another is begun after `max_bytes` or at a new UTC day.

    For one thread. `append` is followed by `sync`; only then are the returned places durable. After
    an error the file is given up (sealed at its last synced byte) and the records must be written again.
    """

    def __init__(
        self,
        folder: Path,
        *,
        max_bytes: int = 1 << 30,
        software: str = "rasad",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self.software = software
        self.now = now
        self._file: BinaryIO | None = None
        self._name = ""
        self._day = ""
        self._end = 0  # bytes written
        self._synced = 0  # bytes known to be durable and whole

    def append(self, records: list[WarcRecord]) -> list[WarcRef]:
        """Write records behind one another; raises `OSError` (a full disk), then call `give_up`."""
        file = self._current()
        refs = []
        for record in records:
            data = record.serialise()
            file.write(data)
            refs.append(WarcRef(self._name, self._end, len(data)))
            self._end += len(data)
        return refs

    def sync(self) -> None:
        """Make everything appended durable; raises `OSError`."""
        if self._file is not None and self._end > self._synced:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._synced = self._end

    def rotate_if_due(self) -> None:
        """Close the file if it is full or of yesterday; call between groups."""
        if self._file is not None and (self._end >= self.max_bytes or self._day != self._today()):
            self.close()

    def give_up(self) -> None:
        """After an error: cut what is not known to be durable, and never write to this file again."""
        file, self._file = self._file, None
        if file is None:
            return
        try:
            os.ftruncate(file.fileno(), self._synced)  # before close, which would flush the buffer
        except OSError:
            pass
        descriptor = os.dup(file.fileno())
        try:
            try:
                file.close()
            except OSError:
                pass
            os.ftruncate(descriptor, self._synced)
            os.fsync(descriptor)
            self._finish(self._name, empty=self._synced == 0)
        except OSError:
            pass  # it stays `.open`; `seal_leftovers` comes to it later
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Sync and rename the current file, if there is one."""
        if self._file is None:
            return
        self.sync()
        self._finish(self._name, empty=self._synced == 0)
        file, self._file = self._file, None
        file.close()

    def _finish(self, name: str, *, empty: bool) -> None:
        path = self.folder / (name + OPEN)
        if empty:
            path.unlink(missing_ok=True)
        else:
            path.rename(self.folder / name)
        sync_folder(self.folder)

    def _today(self) -> str:
        return self.now().strftime("%Y%m%d")

    def _current(self) -> BinaryIO:
        if self._file is None:
            at = self.now()
            self._day = at.strftime("%Y%m%d")
            self._name = f"rasad-{at:%Y%m%d%H%M%S}-{os.getpid()}-{secrets.token_hex(4)}.warc.gz"
            self.folder.mkdir(parents=True, exist_ok=True)
            file = open(self.folder / (self._name + OPEN), "xb")  # noqa: SIM115 - kept for the file's life
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
            self._file, self._end, self._synced = file, 0, 0
            sync_folder(self.folder)
            facts = {
                "software": self.software,
                "format": "WARC File Format 1.1",
                "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            }
            self.append([warcinfo(self._name, at, facts)])
        return self._file


def members(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """(offset, length) of each whole gzip member from the start; stops at the first that is not whole."""
    offset = 0
    while True:
        file.seek(offset)
        unpack = zlib.decompressobj(zlib.MAX_WBITS + 16)
        length = 0
        while not unpack.eof:
            data = unpack.unconsumed_tail
            if not data:
                data = file.read(_READ)
                length += len(data)
            if not data:
                return
            try:
                unpack.decompress(data, _BLOCK)
            except zlib.error:
                return
        length -= len(unpack.unused_data)
        yield offset, length
        offset += length


def seal(path: Path) -> str:
    """Make a dead process's `.open` file final: whole records stay where they are, a torn tail is cut.

    What is cut is kept beside it as `.torn`. Returns the final name, or "" where nothing was whole.
    The caller holds the file's lock.
    """
    name = path.name.removesuffix(OPEN)
    with path.open("r+b") as file:
        good = 0
        for offset, length in members(file):
            good = offset + length
        size = file.seek(0, os.SEEK_END)
        if good < size:
            file.seek(good)
            torn = path.with_name(name + ".torn")
            with torn.open("wb") as kept:
                while block := file.read(_BLOCK):
                    kept.write(block)
                kept.flush()
                os.fsync(kept.fileno())
            os.ftruncate(file.fileno(), good)
        os.fsync(file.fileno())
    if good == 0:
        path.unlink()
    else:
        path.rename(path.with_name(name))
    sync_folder(path.parent)
    return name if good else ""


def seal_leftovers(folder: Path) -> list[str]:
    """Seal every `.open` file whose writer is gone (its lock is free); returns their final names."""
    sealed = []
    for path in sorted(folder.glob("*" + OPEN)):
        try:
            with path.open("rb") as file:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                if path.exists() and (name := seal(path)):
                    sealed.append(name)
        except (BlockingIOError, FileNotFoundError):
            continue  # its writer lives, or another process was quicker
    return sealed
