"""Memory of the processes of a run, by what they do."""

from __future__ import annotations

import time

import psutil

EVERY = 1.0  # seconds between looks


class Memory:
    """Peak resident memory in MB of a process and all below it, by the name of their part."""

    def __init__(self, pid: int, before: Memory | None = None) -> None:
        """`before`: an earlier watch of the same run, whose peaks count on."""
        self._root = psutil.Process(pid)
        self._peaks: dict[str, float] = dict(before.peaks()) if before else {}
        self._next = 0.0

    def look(self) -> None:
        """Take one sample, at most one a second."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        try:
            family = [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return
        sums: dict[str, float] = {}
        for process in family:
            try:
                name = part(process.cmdline())
                sums[name] = sums.get(name, 0.0) + process.memory_info().rss / 1e6
            except psutil.Error:
                continue
        for name, megabytes in sums.items():
            self._peaks[name] = max(self._peaks.get(name, 0.0), megabytes)

    def peaks(self) -> dict[str, float]:
        """Peak of each part, MB; shared pages count in each process."""
        return {name: round(value, 1) for name, value in sorted(self._peaks.items())}


def part(words: list[str]) -> str:
    """The part of the system that a command line belongs to."""
    if any("chrom" in word for word in words[:1]):
        return "browser"
    if any("multiprocessing" in word for word in words):
        return "parse workers"
    for word in words:
        if word in ("up", "schedule", "consume", "serve", "crawl"):
            return word
    return "other"
