"""The right to write goes round in the order in which it was asked for."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from rasad.archive.database.fair_lock import FairLock
from tests.services.waiting import PATIENCE


def test_who_waits_goes_before_who_comes_again() -> None:
    turns = FairLock()
    order: list[str] = []

    def ask(name: str) -> None:
        with turns:
            order.append(name)

    waiting = []
    with turns:
        for name in ("first", "second", "third"):
            thread = threading.Thread(target=ask, args=(name,))
            thread.start()
            waiting.append(thread)
            while len(turns._waiting) < len(waiting):
                time.sleep(0.001)
    ask("who had it before")
    for thread in waiting:
        thread.join()
    assert order == ["first", "second", "third", "who had it before"]


def test_one_at_a_time_and_a_fault_gives_the_turn_back() -> None:
    turns, inside, most = FairLock(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            try:
                with turns:
                    inside += 1
                    most = max(most, inside)
                    time.sleep(0)
                    inside -= 1
                    raise ValueError
            except ValueError:
                continue

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with turns:
        assert most == 1


def test_a_signal_while_waiting_does_not_keep_the_turn() -> None:
    turns = FairLock()

    def alarm(*_: object) -> None:
        raise InterruptedError

    before = signal.signal(signal.SIGALRM, alarm)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with turns:
            holding.set()
            done.wait(PATIENCE)

    def wait_in_vain() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with turns:
            raise AssertionError("the turn was another's")

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait(PATIENCE)
    try:
        with pytest.raises(InterruptedError):
            wait_in_vain()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        done.set()
        holder.join()
    with turns:
        assert not turns._waiting


def test_who_loses_patience_goes_away_and_blocks_nobody() -> None:
    lock = FairLock()
    with lock:
        assert not lock.acquire(patience=0.01)
        assert not lock._waiting
    assert lock.acquire(patience=0.01)
    lock.release()
