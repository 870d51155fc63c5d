"""The supervisor: keeps child processes running that live and end together.

`manage.py up` runs the parts of Rasad under it, `manage.py schedule` its crawl workers. A child is started
again with back-off when it dies, and ends itself when its parent is gone (`run_child`), so that a SIGKILL
of any of them leaves no orphan.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from rasad.backoff import Backoff
from rasad.operation.processes.child_process import ChildProcess, OutputReader

log = structlog.get_logger("rasad.supervisor")

RESTART = Backoff(1, 2, 60)
STEADY_SECONDS = 60.0  # a child that lived this long starts with a clean record
END_SECONDS = 10.0  # from SIGTERM to SIGKILL
AGAIN_SECONDS = 0.5  # Ctrl-C so long after the first signal is a second one


@dataclass
class SupervisedChild(ChildProcess):
    """A child with its record. `may_end`: exit code 0 is no death, and the next starts at once."""

    may_end: bool = False
    next_start: float = 0.0
    deaths: int = 0  # early, in a row
    restarts: int = 0


@dataclass
class Supervisor:
    """Keeps its children running until `stop` is set by SIGTERM, SIGINT or a caller."""

    children: list[SupervisedChild]
    output: OutputReader | None = None
    each: Callable[[Supervisor], None] | None = None  # called about once a second
    end_seconds: float = END_SECONDS
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

    def replace(self) -> None:
        """Ask all children to end in order; new ones take their places."""
        for child in self.children:
            child.terminate()

    def _signalled(self, number: int, _frame: object) -> None:
        """The first signal ends everything in order, Ctrl-C a while later at once.

        One Ctrl-C may come as two signals: the terminal's, and SIGTERM from the command that started us.
        """
        if not self.stop.is_set():
            self.asked = time.monotonic()
        elif number == signal.SIGINT and time.monotonic() - self.asked >= AGAIN_SECONDS:
            self.hurry = True
        self.stop.set()

    def _tend(self, child: SupervisedChild) -> None:
        """Start what is not running and due; take note of what died."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.next_start:
                child.start(self.output)
            return
        if child.runs:
            return
        code = child.collect()
        if code == 0 and child.may_end:
            child.deaths = 0
            return
        child.deaths = 1 if now - child.started >= STEADY_SECONDS else child.deaths + 1
        child.restarts += 1
        pause = RESTART.pause(child.deaths)
        child.next_start = now + pause
        log.warning("part_died", part=child.name, exit=code, restarts=child.restarts, pause=pause)

    def end(self) -> None:
        """SIGTERM to every child, SIGKILL to the groups of those that do not end in time."""
        running = [child for child in self.children if child.process]
        for child in running:
            child.terminate()
        limit = time.monotonic() + self.end_seconds
        while time.monotonic() < limit and not self.hurry and any(child.runs for child in running):
            time.sleep(0.05)
        for child in running:
            if child.runs:
                log.warning("part_killed", part=child.name)
                child.kill()
            child.collect()
