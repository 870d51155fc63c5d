"""Workers that can be killed, and that know nothing of Django."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from rasad.extract.errors import ParseError, PoolClosedError, WorkerKilledError
from rasad.extract.pool import Pool
from tests.extract.pool_tasks import crash, eat, fail, imported, sleep, worker_id
from tests.services.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pool() -> object:
    with Pool(workers=1, timeout=120, max_memory_mb=300, max_tasks=50) as made:
        yield made


def test_work_comes_back_from_any_thread(pool: Pool) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(pool.run(sleep, 0.01))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4


def test_a_worker_that_takes_too_long_is_killed_and_replaced(pool: Pool) -> None:
    with pytest.raises(WorkerKilledError) as caught:
        pool.run(sleep, 3600, timeout=1.5)
    assert caught.value.reason == "time"
    assert pool.run(sleep, 0.0) == 0


def test_memory_is_capped(pool: Pool) -> None:
    with pytest.raises(WorkerKilledError) as caught:
        pool.run(eat, 2000)
    assert caught.value.reason in ("memory", "crash")
    assert pool.run(eat, 20) == 20 * 1024 * 1024


def test_a_crash_and_a_fault_are_told_apart(pool: Pool) -> None:
    with pytest.raises(WorkerKilledError) as caught:
        pool.run(crash)
    assert caught.value.reason == "crash"
    with pytest.raises(ParseError, match="KeyError"):
        pool.run(fail)


def test_workers_import_neither_django_nor_scrapy(pool: Pool) -> None:
    assert pool.run(imported, ("django", "scrapy", "twisted")) == []


def test_workers_are_recycled() -> None:
    with Pool(workers=1, max_tasks=2) as made:
        assert len({made.run(worker_id) for _ in range(6)}) >= 3


def test_a_closed_pool_takes_no_work() -> None:
    made = Pool()
    made.close()
    with pytest.raises(PoolClosedError):
        made.run(worker_id)


def test_no_worker_outlives_a_killed_parent() -> None:
    code = (
        "import os, sys; from rasad.extract.pool import Pool; from tests.extract.pool_tasks import worker_id\n"
        "if __name__ == '__main__':\n"
        "    pool = Pool(); print(pool.run(worker_id), flush=True); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    worker = int(done.stdout.split()[0])
    until(lambda: not psutil.pid_exists(worker))


def test_a_worker_that_never_ends_dies_with_the_process_that_gave_it_the_page() -> None:
    code = (
        "import time; from rasad.extract.pool import Pool; from tests.extract.pool_tasks import spin, worker_id\n"
        "pool = Pool(timeout=300); print(pool.run(worker_id), flush=True); pool.schedule(spin)\n"
        "time.sleep(0.5); print('spinning', flush=True); time.sleep(300)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    worker = psutil.Process(int(process.stdout.readline()))
    assert process.stdout.readline() == "spinning\n"
    process.kill()
    process.wait()
    process.stdout.close()
    worker.wait(PATIENCE)
    assert not worker.is_running()
