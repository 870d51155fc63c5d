"""`rasad.operation.processes.supervisor` keeps parts running, and leaves none behind."""

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

from rasad.operation.processes.supervisor import AGAIN_SECONDS, RESTART
from settings.env import ROOT
from tests.services.waiting import PATIENCE, until

SLEEPS = "import time; time.sleep(300)"
#: Does not end on SIGTERM, and says when it has become so.
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open({ready!r}, "w")
time.sleep(900)
"""
#: On SIGTERM it says so, and ends in order as soon as it may.
TIDY = """
import os, signal, sys, time
def end(*_):
    open({ending!r}, "w")
    while not os.path.exists({may_end!r}):
        time.sleep(0.02)
    sys.stderr.write("in order")
    sys.exit()
signal.signal(signal.SIGTERM, end)
open({ready!r}, "w")
time.sleep(900)
"""
ATTACHED = """
import time
from rasad.archive.jobs.lease_holders import end_with_parent
end_with_parent()
time.sleep(300)
"""
WITH_WORKER = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(300)'])"


@given(st.integers(1, 10_000))
def test_the_pause_grows_and_is_bounded(deaths: int) -> None:
    assert 1 <= RESTART.pause(deaths) <= RESTART.pause(deaths + 1) <= 60
    assert RESTART.pause(0) == 0


@pytest.fixture
def supervise() -> Iterator[Callable[[dict[str, str]], subprocess.Popen[bytes]]]:
    """Run a real supervisor over parts given as Python code; nothing of it survives the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(parts: dict[str, str], end_seconds: float = 2.5) -> subprocess.Popen[bytes]:
        code = textwrap.dedent(f"""
            import sys
            from rasad.operation.processes.supervisor import SupervisedChild, Supervisor
            parts = {parts!r}
            children = [SupervisedChild(name, [sys.executable, "-c", code]) for name, code in parts.items()]
            Supervisor(children, end_seconds={end_seconds}).run()
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
            process.wait(PATIENCE)
        if process.stderr:
            process.stderr.close()


def children(process: subprocess.Popen[bytes], number: int) -> list[psutil.Process]:
    """The living descendants, once there are `number` of them."""
    family = psutil.Process(process.pid)

    def living() -> list[psutil.Process]:
        found = [child for child in family.children(recursive=True) if not gone([child])]
        return found if len(found) == number else []

    return until(living)


def gone(processes: list[psutil.Process]) -> bool:
    """Whether none of them runs; one may end while it is looked at."""
    return not any(_runs(process) for process in processes)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_term_end_everything_the_stubborn_too(
    supervise: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, number: signal.Signals
) -> None:
    ready = tmp_path / "ready"
    process = supervise({"mild": SLEEPS, "stubborn": STUBBORN.format(ready=str(ready))})
    family = children(process, 2)
    until(ready.exists)
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0, "the stubborn one sleeps for much longer"
    assert gone(family)


@pytest.mark.parametrize("pressed_again", [False, True])
def test_ctrl_c_ends_in_order_unless_it_is_pressed_again(
    supervise: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, pressed_again: bool
) -> None:
    """A terminal's Ctrl-C reaches `make demo` and `up`; the demo then asks `up` to end: no second one."""
    ready, ending, may_end = (tmp_path / name for name in ("ready", "ending", "may_end"))
    tidy = TIDY.format(ready=str(ready), ending=str(ending), may_end=str(may_end))
    process = supervise({"tidy": tidy}, end_seconds=900)
    until(ready.exists)
    if pressed_again:
        process.send_signal(signal.SIGINT)
        until(ending.exists)
        time.sleep(AGAIN_SECONDS + 0.1)  # sooner it would be the same one
        process.send_signal(signal.SIGINT)
    else:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT):
            process.send_signal(number)
        until(ending.exists)
        may_end.touch()
    assert process.wait(PATIENCE) == 0
    assert process.stderr
    assert (b"in order" in process.stderr.read()) != pressed_again


def test_children_end_when_the_supervisor_is_killed(
    supervise: Callable[..., subprocess.Popen[bytes]],
) -> None:
    process = supervise({"attached": ATTACHED})
    family = children(process, 1)
    until(lambda: family[0].num_threads() > 1)
    process.kill()
    process.wait()
    until(lambda: gone(family))


def test_one_instance_a_data_folder(tmp_path: Path) -> None:
    holder = (
        "import sys, time; from pathlib import Path\n"
        "from rasad.operation.processes.instance_lock import instance_lock\n"
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
