"""The queues: leases, attempts, quarantine; on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs import queues
from rasad.archive.jobs.lease_holders import owner
from rasad.archive.models import Job, NamedLock, Quarantine

pytestmark = pytest.mark.django_db(transaction=True)


def due_now() -> None:
    Job.objects.update(next_try_at=timezone.now())


def test_a_waiting_subject_is_not_added_twice_but_a_leased_one_is() -> None:
    assert queues.enqueue("index", ["a", "b", "a"]) == 2
    assert queues.enqueue("index", "a") == 0
    assert len(queues.lease("index", "me", 1)) == 1
    assert queues.enqueue("index", ["a", "b"]) == 1
    assert Job.objects.count() == 3


def test_a_row_is_leased_to_one_holder_until_the_lease_runs_out() -> None:
    queues.enqueue("index", "a")
    [row] = queues.lease("index", "one", seconds=60)
    assert queues.lease("index", "two") == []
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    [again] = queues.lease("index", "two")
    queues.done([row])  # the first holder comes too late
    assert Job.objects.count() == 1
    queues.done([again])
    assert not Job.objects.exists()


def test_the_story_stage_gets_its_rows_in_order_of_arrival() -> None:
    queues.enqueue("story", ["c", "a", "b"], orders=[3, 1, 2])
    assert [row.subject for row in queues.lease("story", "me")] == ["a", "b", "c"]


def test_three_faults_lead_to_quarantine_and_a_service_that_is_away_counts_nothing() -> None:
    queues.enqueue("index", "a")
    for _ in range(5):
        [row] = queues.lease("index", "me")
        assert not queues.fail(row, "away", at_fault=False)
        assert queues.lease("index", "me") == []
        due_now()
    for attempt in range(3):
        [row] = queues.lease("index", "me")
        assert row.attempts == attempt
        assert queues.fail(row, "bad", "why", at_fault=True) is (attempt == 2)
        due_now()
    assert not Job.objects.exists()
    row_ = Quarantine.objects.get()
    assert (row_.stage, row_.subject, row_.reason, row_.detail, row_.attempts) == (
        "index",
        "a",
        "bad",
        "why",
        3,
    )
    assert queues.replay([row_]) == 1
    assert [one.attempts for one in queues.lease("index", "me")] == [0]


def test_a_right_is_held_by_one_until_let_go_or_run_out() -> None:
    assert queues.acquire_lock("stage:story", "one")
    assert queues.acquire_lock("stage:story", "one")
    assert not queues.acquire_lock("stage:story", "two")
    queues.release_lock("stage:story", "one")
    assert queues.acquire_lock("stage:story", "two")
    NamedLock.objects.update(lease_until=timezone.now())
    assert queues.acquire_lock("stage:story", "one")


def test_what_a_dead_process_of_this_machine_held_is_freed() -> None:
    machine, _, rest = owner().partition(":")
    dead = f"{machine}:4194305:1:ffff"
    queues.enqueue("index", ["a", "b", "c"])
    queues.lease("index", dead, 1, seconds=600)
    queues.lease("index", owner(), 1, seconds=600)
    queues.lease("index", "elsewhere-1:1:1:aaaa", 1, seconds=600)
    assert queues.acquire_lock("stage:story", dead, 600)
    assert queues.reclaim() == 2
    assert len(queues.lease("index", "me")) == 1
    assert queues.acquire_lock("stage:story", "me")
    assert rest


def test_many_threads_lease_each_row_once() -> None:
    queues.enqueue("index", [str(n) for n in range(200)])
    taken: list[str] = []
    faults: list[BaseException] = []
    lock = threading.Lock()

    def run(who: str) -> None:
        try:
            while rows := queues.lease("index", who, 7):
                with lock:
                    taken.extend(row.subject for row in rows)
                with write_transaction():
                    queues.done(rows)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert sorted(taken, key=int) == [str(n) for n in range(200)]
    assert not Job.objects.exists()


def test_a_subject_changed_while_it_is_handled_is_handled_again() -> None:
    """The change commits after the lease was taken: its own row must be there afterwards."""
    queues.enqueue("index", "a")
    leased = queues.lease("index", "me")
    with transaction.atomic():
        queues.enqueue("index", "a")
    queues.done(leased)
    assert Job.objects.count() == 1
