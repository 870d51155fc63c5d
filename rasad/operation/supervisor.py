"""The supervisor of `manage.py up`: keeps parts running that live and end together.

A child is started in a process group of its own, restarted with back-off when it dies, and ends
itself when its parent is gone (`child_process`), so a SIGKILL of any of them leaves no orphan.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

import structlog

from rasad.archive.processes import PARENT
from rasad.backoff import Backoff
from settings.env import ROOT

log = structlog.get_logger("rasad.up")

STEADY_SECONDS = 60.0  # a child that lived this long starts with a clean record
RESTART = Backoff(1, 2, 60)
END_SECONDS = 10.0  # from SIGTERM to SIGKILL
AGAIN_SECONDS = 0.5  # Ctrl-C so long after the first signal is a second one


@dataclass
class ChildProcess:
    """One supervised part: its command, its process now, and its record."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0  # time.monotonic() of the last start
    next_start: float = 0.0
    deaths: int = 0  # early, in a row
    restarts: int = 0
    last_exit: int | None = None

    def start(self, output: Callable[[str, IO[bytes]], None] | None) -> None:
        """Start in an own process group; its output goes to ours, or to `output` line by line."""
        self.process = subprocess.Popen(
            list(self.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if output else None,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            env={**os.environ, PARENT: str(os.getpid()), "PYTHONPATH": _path()},
        )
        self.started = time.monotonic()
        if output and self.process.stdout:
            threading.Thread(target=output, args=(self.name, self.process.stdout), daemon=True).start()

    def kill_group(self) -> None:
        """SIGKILL to whatever is left of the group: workers of a dead server, a browser."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass


@dataclass
class Supervisor:
    """Keeps its children running until `stop` is set by SIGTERM, SIGINT or a caller."""

    children: list[ChildProcess]
    output: Callable[[str, IO[bytes]], None] | None = None
    each: Callable[[Supervisor], None] | None = None  # called about once a second
    stop: threading.Event = field(default_factory=threading.Event)
    hurry: bool = False  # Ctrl-C again, by somebody who does not want to wait
    asked: float = 0.0  # time.monotonic() of the first signal

    def run(self) -> None:
        """Start everything, restart what dies, end everything. Only from the main thread."""
        before = {
            number: signal.signal(number, self._signalled) for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            last = 0.0
            while not self.stop.wait(0.1):
                for child in self.children:
                    self._tend(child)
                if self.each and time.monotonic() - last >= 1:
                    last = time.monotonic()
                    self.each(self)
        finally:
            self.end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _signalled(self, number: int, _frame: object) -> None:
        """The first signal ends everything in order, Ctrl-C a while later at once.

        One Ctrl-C may come as two signals: the terminal's, and SIGTERM from the command that started us.
        """
        if not self.stop.is_set():
            self.asked = time.monotonic()
        elif number == signal.SIGINT and time.monotonic() - self.asked >= AGAIN_SECONDS:
            self.hurry = True
        self.stop.set()

    def _tend(self, child: ChildProcess) -> None:
        """Start what is not running and due; take note of what died."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.next_start:
                child.start(self.output)
            return
        code = child.process.poll()
        if code is None:
            return
        child.kill_group()
        child.deaths = 1 if now - child.started >= STEADY_SECONDS else child.deaths + 1
        child.restarts += 1
        child.last_exit = code
        child.process = None
        child.next_start = now + RESTART.pause(child.deaths)
        log.warning(
            "a part died",
            part=child.name,
            exit=code,
            restarts=child.restarts,
            pause=RESTART.pause(child.deaths),
        )

    def end(self) -> None:
        """SIGTERM to every child, SIGKILL to the groups of those that do not end in time."""
        running = [child for child in self.children if child.process]
        for child in running:
            assert child.process
            if child.process.poll() is None:
                child.process.terminate()
        limit = time.monotonic() + END_SECONDS
        while time.monotonic() < limit and not self.hurry:
            if all(child.process is None or child.process.poll() is not None for child in running):
                break
            time.sleep(0.05)
        for child in running:
            assert child.process
            if child.process.poll() is None:
                log.warning("a part did not end in time", part=child.name)
            child.kill_group()
            child.last_exit = child.process.wait()
            child.process = None


def _path() -> str:
    """The project first, whatever folder we were started in."""
    return os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)


def manage(command: str, *arguments: str) -> list[str]:
    """The command line of one of Rasad's commands, bound to its parent's life.

    Without Django's checks: `up` has made them, and they import every page of the desk.
    """
    return [sys.executable, "-m", "rasad.operation.child_process", command, *arguments, "--skip-checks"]
