"""The right to write goes round in the order in which it was asked for."""

from __future__ import annotations

import threading
import time

from archive.work import Turns


def test_who_waits_goes_before_who_comes_again() -> None:
    turns = Turns()
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
    turns, inside, most = Turns(), 0, 0

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
