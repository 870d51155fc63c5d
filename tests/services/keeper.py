"""Runs one server and ends it when whoever asked for it is gone.

`python -m tests.services.keeper --user U --signal TERM --remove DIR -- COMMAND …`: SIGTERM ends the
server's process group. So does the end of standard input, a pipe that the test session holds (it
closes however that process dies); then the folder is removed, too, for nobody is left to do it.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

GRACE_SECONDS = 15
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def _die_with_parent() -> Callable[[], None]:
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """The server first by its own polite signal, then whatever is left of its group."""
    if process.poll() is None:
        process.send_signal(how)
        _wait(process, GRACE_SECONDS)
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def keep(command: list[str], user: str | None, how: signal.Signals) -> tuple[int, bool]:
    """Run until the server exits or is to end: its exit code, and whether the session is gone."""
    ended, end = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: os.write(end, b"x") and None)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        preexec_fn=_die_with_parent(),
    )
    alive = os.pidfd_open(process.pid)
    ready, _, _ = select.select([sys.stdin.fileno(), ended, alive], [], [])
    _end(process, how)
    return process.returncode, sys.stdin.fileno() in ready


def main() -> int:
    """Parse the command line and keep the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--user")
    parser.add_argument("--signal", default="TERM")
    parser.add_argument("--remove", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    command = given.command[1:] if given.command[:1] == ["--"] else given.command
    code, abandoned = keep(command, given.user, signal.Signals[f"SIG{given.signal}"])
    if abandoned and given.remove:
        shutil.rmtree(given.remove, ignore_errors=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
