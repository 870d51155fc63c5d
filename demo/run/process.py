"""The system under a demo run as one thing: started, watched, killed at random moments, ended."""

from __future__ import annotations

import random
import subprocess
import time
from typing import Any

import psutil

from demo.run import run
from demo.run.usage import Usage

#: Seconds that `up` lives before a planned kill: starting takes the first five to eight of them.
LIVES = (3.0, 18.0)


class System:
    """`manage.py up` with all it started. Ends only processes that it started itself."""

    def __init__(self, place: run.RunFolder, words: list[str]) -> None:
        self._place = place
        self._words = words
        self._planned: list[float] = []  # seconds from a start to the kill that ends it
        self.kills = 0
        self._start()
        self.usage = Usage()

    def _start(self) -> None:
        self._process: subprocess.Popen[Any] = run.start(self._place, *self._words)
        self._started = time.monotonic()

    def plan_kills(self, count: int, *, seed: int) -> None:
        """`count` kills, each at a random moment of what `up` does after a start, the same for a seed.

        Counted from the start and not on the run's clock: kills close together would all fall into
        the same start, and the work between two of them would never be hit.
        """
        dice = random.Random(f"{seed}:kills")
        self._planned = [dice.uniform(*LIVES) for _ in range(count)]

    @property
    def condemned(self) -> bool:
        """Whether a planned kill is still to come."""
        return bool(self._planned)

    def look(self) -> bool:
        """Take a sample, carry out a kill that is due; whether the run can go on."""
        if self._planned and time.monotonic() - self._started >= self._planned[0]:
            self._planned.pop(0)
            self.kill()
            self.kills += 1
            self._start()
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
        run.end(self._process)
