"""What the pool's tests run in a worker."""

from __future__ import annotations

import os
import sys
import time


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return 0


def eat(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def crash() -> None:
    os._exit(3)


def fail() -> None:
    raise KeyError("x")


def imported(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name in sys.modules]


def worker_id() -> int:
    return os.getpid()


def spin() -> None:
    while True:
        pass
