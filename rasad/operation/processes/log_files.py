"""What supervised parts print: kept in the data folder, in files that do not grow for ever."""

from __future__ import annotations

import logging
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

BYTES = 10 * 1024 * 1024
KEPT = 4


def to_files(folder: Path) -> Callable[[str, IO[bytes]], None]:
    """A reader for `Supervisor.output`: each part's lines go to `<part>.log` in the folder, rotated."""
    folder.mkdir(parents=True, exist_ok=True)

    def read(part: str, stream: IO[bytes]) -> None:
        handler = RotatingFileHandler(
            folder / f"{part}.log", maxBytes=BYTES, backupCount=KEPT, encoding="utf-8"
        )
        with stream:
            for line in stream:
                text = line.decode("utf-8", "replace").rstrip("\n")
                handler.emit(logging.LogRecord(part, logging.INFO, "", 0, text.replace("%", "%%"), (), None))
        handler.close()

    return read
