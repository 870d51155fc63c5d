"""Writing many lines to a pipe whose reader may leave early (`… | head`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from django.core.management.base import OutputWrapper


def write_lines(out: OutputWrapper, lines: Iterable[str]) -> None:
    """Write each line as it comes; a reader who has enough ends it without a traceback."""
    try:
        for line in lines:
            out.write(line)
        out.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the exit's flush is quiet
