"""Memory and processor time of the processes of a run, by what they do."""

from __future__ import annotations

import os
import time

import psutil

EVERY = 1.0  # seconds between looks


class Usage:
    """Watches this process and all below it: the system, the city, and the run that scores them."""

    def __init__(self) -> None:
        self._root = psutil.Process(os.getpid())
        self._peaks: dict[str, float] = {}
        self._spent: dict[tuple[int, float], tuple[str, float]] = {}
        self._next = 0.0

    def sample(self) -> None:
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
                spent = process.cpu_times()
                self._spent[process.pid, process.create_time()] = (name, spent.user + spent.system)
            except psutil.Error:
                continue
        for name, megabytes in sums.items():
            self._peaks[name] = max(self._peaks.get(name, 0.0), megabytes)

    def peaks(self) -> dict[str, float]:
        """Peak resident memory of each part, MB; shared pages count in each process."""
        return {name: round(value, 1) for name, value in sorted(self._peaks.items())}

    def seconds(self) -> dict[str, float]:
        """Processor time of each part, s; what a process spent after the last look is missing."""
        sums: dict[str, float] = {}
        for name, spent in self._spent.values():
            sums[name] = sums.get(name, 0.0) + spent
        return {name: round(value, 1) for name, value in sorted(sums.items())}


def part(words: list[str]) -> str:
    """The part of the system that a command line belongs to."""
    if any("chrom" in word for word in words[:1]):
        return "browser"
    if any("multiprocessing" in word for word in words):
        return "parse workers"
    if "--serve" in words:
        return "city"
    for word in words:
        if word in ("up", "schedule", "consume", "serve", "crawl"):
            return word
    return "score and mailbox" if "demo" in words else "other"
