"""Who holds a lease, and whether that process still lives."""

from __future__ import annotations

import os
import secrets
import select
import signal
import socket
import sys
import threading
import time
from functools import lru_cache

import psutil

#: Environment variable: the pid of the process with which this one ends, set by who starts it.
PARENT = "RASAD_PARENT"
#: From SIGTERM to SIGKILL once the parent is gone.
ORPHAN_SECONDS = 15.0


@lru_cache(maxsize=1)
def _machine() -> str:
    """A short name of this machine and boot: a pid means something only within it."""
    return f"{socket.gethostname()[:24]}-{int(psutil.boot_time())}"


_names: dict[int, str] = {}


def owner() -> str:
    """The name under which this process holds leases: machine, pid, start time, a random part."""
    pid = os.getpid()
    if pid not in _names:
        start = int(psutil.Process(pid).create_time() * 100)
        _names[pid] = f"{_machine()}:{pid}:{start}:{secrets.token_hex(2)}"
    return _names[pid]


def is_dead(name: str) -> bool:
    """Whether the holder `name` certainly lives no more; unknown machines get the benefit of the doubt."""
    machine, _, rest = name.partition(":")
    pid, _, start = rest.partition(":")
    if machine != _machine() or not pid.isdigit():
        return False
    try:
        process = psutil.Process(int(pid))
        if process.status() == psutil.STATUS_ZOMBIE:
            return True
        return str(int(process.create_time() * 100)) != start.partition(":")[0]
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False


def end_with_parent(seconds: float = ORPHAN_SECONDS) -> None:
    """End this process when its parent, or the one named in the environment (`PARENT`), is gone.

    SIGTERM first; what has not ended `seconds` later is killed with its process group, so that
    `kill -9` leaves no orphans. Call it first; it returns at once. The kernel's PR_SET_PDEATHSIG would
    also fire when only the *thread* that started this process ends, so pidfds are watched instead.
    """
    parents = {os.getppid(), int(os.environ.get(PARENT) or 0)} - {0, 1, os.getpid()}
    handles = []
    for pid in parents:
        try:
            handles.append(os.pidfd_open(pid))
        except ProcessLookupError:
            os.kill(os.getpid(), signal.SIGTERM)
            threading.Thread(target=_kill_later, args=(seconds,), daemon=True).start()
            return
    threading.Thread(target=_watch, args=(handles, seconds), name="end-with-parent", daemon=True).start()


def _watch(parents: list[int], seconds: float) -> None:
    poll = select.poll()
    for handle in parents:
        poll.register(handle, select.POLLIN)
    poll.poll()
    os.kill(os.getpid(), signal.SIGTERM)
    _kill_later(seconds)


def _kill_later(seconds: float) -> None:
    time.sleep(seconds)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def take_short_turns() -> None:
    """Let this process's threads change places after half a millisecond instead of five.

    A thread that waits for a disk, a database or a mail server at each step gives its turn away each
    time and gets it back only when a computing thread is interrupted: at 5 ms a turn a mail of five
    steps takes a tenth of a second beside three busy stages, whatever the server's speed.
    """
    sys.setswitchinterval(0.0005)
