"""Waiting for what must happen, and measuring work without a clock on the wall."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

#: Long enough for the slowest machine under load: only a test that fails waits so long.
PATIENCE = 180.0


def until[T](answer: Callable[[], T], seconds: float = PATIENCE) -> T:
    """The first true answer. Raises AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if got := answer():
            return got
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")


def processor_seconds(work: Callable[[int], object], size: int) -> float:
    """The least of three measurements of this process's processor time, without the garbage collector's."""
    spent = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            begun = time.process_time()
            work(size)
            spent.append(time.process_time() - begun)
    finally:
        gc.enable()
    return min(spent)


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Eight times the size costs less than 24 times the processor time; quadratic work costs 64 times.

    What takes less than 10 ms counts as 10 ms: below that the clock decides.
    """
    small, large = processor_seconds(work, size), processor_seconds(work, 8 * size)
    assert large < 24 * max(small, 0.01), f"{size}: {small:.3f} s, {8 * size}: {large:.3f} s"
