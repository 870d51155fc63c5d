"""The system under a demo run as one thing: started, watched, killed at random moments, ended."""

from __future__ import annotations

import random
import subprocess
import time
from typing import Any

import psutil

from commands import journey
from commands.measure import Usage


class System:
    """`manage.py up` with all it started. Ends only processes that it started itself."""

    def __init__(self, place: journey.Place, words: list[str]) -> None:
        self._place = place
        self._words = words
        self._planned: list[float] = []
        self.kills = 0
        self._process: subprocess.Popen[Any] = journey.start(place, *words)
        self.usage = Usage()

    def _start_again(self) -> None:
        self._process = journey.start(self._place, *self._words)

    def plan_kills(self, count: int, *, seed: int, within: float) -> None:
        """`count` kills at random moments of the next `within` seconds, the same for a seed."""
        dice = random.Random(f"{seed}:kills")
        now = time.monotonic()
        self._planned = sorted(now + dice.uniform(1.0, max(2.0, within)) for _ in range(count))

    def look(self) -> bool:
        """Take a sample, carry out a kill that is due; whether the run can go on."""
        if self._planned and time.monotonic() >= self._planned[0]:
            self._planned.pop(0)
            self.kill()
            self.kills += 1
            self._start_again()
        self.usage.look()
        return self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL to `up` and everything below it, at once."""
        try:
            root = psutil.Process(self._process.pid)
            family = [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            family = []
        for process in family:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(family, timeout=10)
        self._process.wait()

    def end(self) -> None:
        """Ask it to end as Ctrl-C would."""
        journey.end(self._process)
