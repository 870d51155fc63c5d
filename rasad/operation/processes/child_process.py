"""A process that we start: bound to our life, ended with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

from rasad.archive.jobs.lease_holders import PARENT
from settings.env import ROOT

#: Reads what a child prints, until its end: (name of the child, its output).
OutputReader = Callable[[str, IO[bytes]], None]


def manage(command: str, *arguments: str, checks: bool = False) -> list[str]:
    """The command line of one of Rasad's commands, bound to its parent's life.

    Without Django's checks, unless `checks`: `up` makes them, and they import every page of the desk.
    """
    skip = () if checks else ("--skip-checks",)
    return [sys.executable, "-m", "rasad.operation.processes.run_child", command, *arguments, *skip]


@dataclass
class ChildProcess:
    """One process by name: its command, and its run now.

    `own_group`: it gets a process group, so that what it leaves behind can be ended; without one a
    terminal's Ctrl-C reaches it, too.
    """

    name: str
    command: Sequence[str]
    own_group: bool = True
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0  # time.monotonic() of the last start
    last_exit: int | None = None

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def start(self, output: OutputReader | None = None) -> None:
        """Start it; what it prints goes where ours goes, or to `output` line by line."""
        self.process = subprocess.Popen(
            list(self.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if output else None,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=self.own_group,
            env=child_environment(),
        )
        self.started = time.monotonic()
        if output and self.process.stdout:
            threading.Thread(target=output, args=(self.name, self.process.stdout), daemon=True).start()

    def terminate(self) -> None:
        """Ask it to end (SIGTERM)."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def collect(self) -> int:
        """Wait for its end and clear up after it; its exit code. Ask it to end, or `kill` it, first."""
        assert self.process is not None, f"{self.name} was not started"
        self.last_exit = self.process.wait()
        self._kill_group()
        self.process = None
        return self.last_exit

    def kill(self) -> None:
        """SIGKILL to it and its group: workers of a dead server, a browser."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        self._kill_group()

    def end(self, seconds: float) -> None:
        """SIGTERM, SIGKILL after `seconds`, and clear up. Does nothing where it does not run."""
        if self.process is None:
            return
        self.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        self.collect()

    def _kill_group(self) -> None:
        if self.process is not None and self.own_group:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass


def child_environment(**own: str) -> dict[str, str]:
    """Our environment as a child gets it: it ends with us and finds the project; `own` on top."""
    return {**os.environ, PARENT: str(os.getpid()), "PYTHONPATH": _python_path(), **own}


def _python_path() -> str:
    """The project first, whatever folder we were started in."""
    return os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
