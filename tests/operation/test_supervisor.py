"""`rasad.operation.supervisor` keeps parts running, and leaves none behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.operation.supervisor import AGAIN_SECONDS, RESTART
from settings.env import ROOT

SLEEPS = "import time; time.sleep(300)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)"
TIDY = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep(1.8), "
    "sys.stderr.write('in order'), sys.exit())); time.sleep(300)"
)
ATTACHED = (
    "from rasad.archive.processes import end_with_parent; end_with_parent(); import time; time.sleep(300)"
)
WITH_WORKER = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(300)'])"


@given(st.integers(1, 10_000))
def test_the_pause_grows_and_is_bounded(deaths: int) -> None:
    assert 1 <= RESTART.pause(deaths) <= RESTART.pause(deaths + 1) <= 60
    assert RESTART.pause(0) == 0


@pytest.fixture
def supervise() -> Iterator[Callable[[dict[str, str]], subprocess.Popen[bytes]]]:
    """Run a real supervisor over parts given as Python code; nothing of it survives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(parts: dict[str, str]) -> subprocess.Popen[bytes]:
        code = textwrap.dedent(f"""
            import sys
            from rasad.operation.supervisor import SupervisedChild, Supervisor
            parts = {parts!r}
            children = [SupervisedChild(name, [sys.executable, "-c", code]) for name, code in parts.items()]
            Supervisor(children, end_seconds=2.5).run()
        """)
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(20)
        if process.stderr:
            process.stderr.close()


def until[T](answer: Callable[[], T], seconds: float = 15) -> T:
    """The first true answer. Raises AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if got := answer():
            return got
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")


def children(process: subprocess.Popen[bytes], number: int) -> list[psutil.Process]:
    """The living descendants, once there are `number` of them."""
    family = psutil.Process(process.pid)

    def living() -> list[psutil.Process]:
        found = [child for child in family.children(recursive=True) if not gone([child])]
        return found if len(found) == number else []

    return until(living)


def gone(processes: list[psutil.Process]) -> bool:
    return all(not p.is_running() or p.status() == psutil.STATUS_ZOMBIE for p in processes)


def test_a_part_that_dies_is_started_again(supervise: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = supervise({"one": SLEEPS, "two": SLEEPS})
    first = children(process, 2)
    first[0].kill()
    until(lambda: gone(first[:1]))
    second = children(process, 2)
    assert {p.pid for p in second} != {p.pid for p in first}
    assert first[1] in second


def test_what_a_dead_part_leaves_behind_is_ended(supervise: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = supervise({"server": WITH_WORKER})
    family = children(process, 2)
    leader = next(p for p in family if p.ppid() == process.pid)
    worker = next(p for p in family if p.ppid() == leader.pid)
    leader.kill()
    until(lambda: gone([worker]))


def test_ctrl_c_and_term_end_everything_within_seconds(
    supervise: Callable[..., subprocess.Popen[bytes]],
) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        process = supervise({"mild": SLEEPS, "stubborn": STUBBORN})
        family = children(process, 2)
        time.sleep(0.5)  # the stubborn one takes its time to become so
        begun = time.monotonic()
        process.send_signal(number)
        assert process.wait(10) == 0
        assert time.monotonic() - begun < 5
        assert gone(family)


@pytest.mark.parametrize(
    ("signals", "gap", "in_order"),
    [
        # A terminal's Ctrl-C reaches `make demo` and `up`; the demo then also asks `up` to end.
        ((signal.SIGINT, signal.SIGTERM, signal.SIGINT), 0.05, True),
        ((signal.SIGINT, signal.SIGINT), AGAIN_SECONDS + 0.1, False),
    ],
    ids=["one that comes as several signals", "again, by somebody in a hurry"],
)
def test_ctrl_c_ends_in_order_unless_it_is_pressed_again(
    supervise: Callable[..., subprocess.Popen[bytes]],
    signals: tuple[signal.Signals, ...],
    gap: float,
    in_order: bool,
) -> None:
    process = supervise({"tidy": TIDY})
    children(process, 1)
    time.sleep(0.5)
    for number in signals:
        process.send_signal(number)
        time.sleep(gap)
    assert process.wait(10) == 0
    assert process.stderr
    assert (b"in order" in process.stderr.read()) == in_order


def test_children_end_when_the_supervisor_is_killed(
    supervise: Callable[..., subprocess.Popen[bytes]],
) -> None:
    process = supervise({"attached": ATTACHED})
    family = children(process, 1)
    until(lambda: family[0].num_threads() > 1)
    process.kill()
    process.wait()
    until(lambda: gone(family), 5)


def test_one_instance_a_data_folder(tmp_path: Path) -> None:
    holder = (
        "import sys, time; from pathlib import Path\n"
        "from rasad.operation.instance_lock import instance_lock\n"
        "with instance_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(300)"
    )
    command = [sys.executable, "-c", holder, str(tmp_path)]
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert first.stdout
    assert first.stdout.readline() == b"held\n"
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert second.returncode != 0
    assert f"already runs on {tmp_path} (pid {first.pid})" in second.stderr
    os.kill(first.pid, signal.SIGKILL)  # the kernel lets go
    first.wait()
    first.stdout.close()
    third = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert third.stdout
    assert third.stdout.readline() == b"held\n"
    third.kill()
    third.wait()
    third.stdout.close()
