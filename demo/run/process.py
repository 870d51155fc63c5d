"""The system under a demo run as one thing: started, watched, killed at random moments, ended."""

from __future__ import annotations

import random
import time
from pathlib import Path

import psutil

from demo.run.usage import Usage
from rasad.operation.processes.child_process import ChildProcess
from rasad.operation.processes.log_files import to_files

#: Seconds that `up` lives before a planned kill: starting takes the first five to eight of them.
LIVES = (3.0, 18.0)


class System:
    """`manage.py up` with all it started. Ends only processes that it started itself."""

    def __init__(self, child: ChildProcess, logs: Path) -> None:
        self._child = child
        self._output = to_files(logs)
        self._planned: list[float] = []  # seconds from a start to the kill that ends it
        self.kills = 0
        self._child.start(self._output)
        self.usage = Usage()

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

    def sample(self) -> bool:
        """Take a sample, carry out a kill that is due; whether the run can go on."""
        if self._planned and time.monotonic() - self._child.started >= self._planned[0]:
            self._planned.pop(0)
            self.kill()
            self.kills += 1
            self._child.start(self._output)
        self.usage.sample()
        return self._child.runs

    def kill(self) -> None:
        """SIGKILL to `up` and everything below it, at once."""
        assert self._child.process is not None
        try:
            root = psutil.Process(self._child.process.pid)
            family = [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            family = []
        for process in family:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(family, timeout=10)
        self._child.collect()

    def end(self, seconds: float) -> None:
        """Ask it to end as Ctrl-C would; SIGKILL after `seconds`."""
        self._child.end(seconds)
