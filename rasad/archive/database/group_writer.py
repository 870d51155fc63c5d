"""Group commit: one thread a process writes WARC records, syncs once, then commits once.

Fetched → WARC fsynced → one transaction with every effect. Many submitters share a group, so the
cost of a sync is shared too. ORM and WARC writes of a crawl worker happen here only.
"""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from rasad.archive.capture_item import CaptureItem
from rasad.archive.database.transactions import write_transaction
from rasad.archive.frontier.apply import StoredItem, apply
from rasad.archive.jobs.faults import service_fault
from rasad.archive.warc import WarcFiles, WarcRecord, WarcRef
from rasad.backoff import Backoff
from rasad.errors import ServiceUnavailableError

T = TypeVar("T")
log = structlog.get_logger("rasad.writer")

#: Seconds that the first of a group waits for others.
LINGER = 0.004
#: Seconds that one transaction holds the right to write while others may wait for it.
HOLD = 0.1
#: While the disk or the database is away.
RETRY = Backoff(0.1, 2, 30)
MAX_GROUP = 64


class WriterClosedError(ServiceUnavailableError):
    """The writer takes nothing more: the process is ending. What was submitted will be fetched again."""


@dataclass
class _Job:
    """An item, or records with a call of the submitter's own."""

    records: Sequence[WarcRecord]
    future: Future[Any]
    item: CaptureItem | None = None
    effect: Callable[[list[WarcRef]], Any] = lambda refs: None
    refs: list[WarcRef] | None = None


class GroupWriter:
    """One thread that writes for the whole process; `files` may be None where no evidence is written.

    `state` says what it waits for: "" when all is well, else a sentence for `health`.
    """

    def __init__(self, files: WarcFiles | None, *, max_wait: float = 0.1) -> None:
        self.files = files
        self.max_wait = max_wait
        self.state = ""
        self.groups = 0
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._abandon = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="group-writer", daemon=True)
        self._thread.start()

    def submit(self, records: Sequence[WarcRecord], effect: Callable[[list[WarcRef]], T]) -> Future[T]:
        """Write `records`, then run `effect(places)` in the group's transaction; a future of its result.

        The future is done only after the commit. An effect that raises is rolled back alone (to its
        savepoint) and its future raises the same. While the database or disk is away, it waits.
        An effect may run more than once (after a rollback), so it changes nothing but the database.
        """
        return self._submit(_Job(records, Future(), effect=effect))

    def submit_item(self, item: CaptureItem) -> Future[StoredItem]:
        """Write the item's records, then make it true; items of a group are applied as one batch."""
        return self._submit(_Job(item.records, Future(), item))

    def _submit(self, job: _Job) -> Future[Any]:
        job.future.set_running_or_notify_cancel()
        with self._lock:
            if self._closed:
                raise WriterClosedError("the group writer is closed")
            self._queue.put(job)
        return job.future

    def close(self, timeout: float = 30.0) -> None:
        """Write what was submitted, seal the WARC file, end the thread; gives up after `timeout` seconds."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join(timeout)
        if self._thread.is_alive():
            self._abandon.set()
            self._thread.join(5.0)

    def _run(self) -> None:
        open_ = True
        while open_:
            group, open_ = self._take()
            if group:
                self._write(group)
                self.groups += 1
            self._between_groups()
        try:
            if self.files is not None:
                self.files.close()
        except OSError as error:
            log.error("warc_close_failed", error=str(error))
        connection.close()

    def _take(self) -> tuple[list[_Job], bool]:
        """The next group (perhaps empty after a second of silence), and whether to go on."""
        try:
            job = self._queue.get(timeout=1.0)
        except queue.Empty:
            return [], True
        group: list[_Job] = []
        until = time.monotonic() + min(LINGER, self.max_wait)
        while job is not None:
            group.append(job)
            if len(group) >= MAX_GROUP:
                return group, True
            try:
                job = self._queue.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return group, True
        return group, False

    def _between_groups(self) -> None:
        if self.files is None:
            return
        try:
            self.files.rotate_if_due()
        except OSError as error:
            log.error("warc_rotate_failed", error=str(error))
            self.files.give_up()

    def _write(self, group: list[_Job]) -> None:
        self._retry(lambda: self._write_records(group), group)
        self._retry(lambda: self._commit(group), group)

    def _retry(self, step: Callable[[], None], group: list[_Job]) -> None:
        """Run a step until it works, after ever longer pauses. Nothing is dropped meanwhile."""
        for failures in itertools.count(1):
            if self._abandon.is_set():
                _fail(group, WriterClosedError("ended while the disk or database was away"))
                return
            try:
                step()
            except Exception as error:
                fault = service_fault(error)
                if fault is None and not isinstance(error, (OSError, OperationalError, InterfaceError)):
                    log.exception("write_failed", jobs=len(group))
                    _fail(group, error)
                    return
                self.state = f"waiting: {fault or error}"[:300]
                pause = RETRY.pause(failures)
                log.warning("write_waits", error=self.state, pause=pause, jobs=len(group))
                if not isinstance(error, OSError):
                    connection.close()
                self._abandon.wait(pause)
            else:
                self.state = ""
                return

    def _write_records(self, group: list[_Job]) -> None:
        waiting = [job for job in group if job.refs is None and not job.future.done()]
        found: list[list[WarcRef]] = []
        try:
            for job in waiting:
                if job.records and self.files is None:
                    raise RuntimeError("this writer was made without WARC files")
                found.append(self.files.append(list(job.records)) if self.files and job.records else [])
            if self.files is not None:
                self.files.sync()
        except OSError:
            if self.files is not None:
                self.files.give_up()
            raise
        for job, refs in zip(waiting, found, strict=True):
            job.refs = refs

    def _commit(self, group: list[_Job]) -> None:
        """Make true what is not done yet; a long group gives the right to write away between its calls."""
        waiting = [job for job in group if not job.future.done()]
        while waiting:
            try:
                results = _transaction(waiting)
            except DatabaseError as error:
                if service_fault(error):
                    raise
                if len(waiting) > 1:  # refused at the commit: a foreign key of one of them is gone
                    for job in waiting:
                        self._commit([job])
                    return
                results = [(waiting[0], None, error)]
            for job, value, fault in results:
                if fault is None:
                    job.future.set_result(value)
                else:
                    log.error("effect_failed", error=f"{type(fault).__name__}: {str(fault)[:300]}")
                    job.future.set_exception(fault)
            waiting = [job for job in waiting if not job.future.done()]


_Result = tuple[_Job, Any, BaseException | None]


def _fail(group: list[_Job], error: Exception) -> None:
    for job in group:
        if not job.future.done():
            job.future.set_exception(error)


def _transaction(waiting: list[_Job]) -> list[_Result]:
    """One transaction over the jobs, or over the first of them where they take longer than `HOLD`."""
    with write_transaction():
        until = time.monotonic() + HOLD
        results = _apply([job for job in waiting if job.item is not None])
        for job in waiting:
            if time.monotonic() >= until and results:
                break
            if job.item is None:
                results.append((job, *_run_one(job.effect, job)))
    return results


def _apply(jobs: list[_Job]) -> list[_Result]:
    """Apply the items as one batch; if one of them is at fault, one by one, so that it alone fails."""
    items = [job.item for job in jobs if job.item is not None]
    if not items:
        return []
    stored, fault = _in_savepoint(lambda: apply(items, [job.refs or [] for job in jobs]))
    if fault is None:
        return [(job, one, None) for job, one in zip(jobs, stored, strict=True)]
    if len(jobs) == 1:
        return [(jobs[0], None, fault)]
    return [result for job in jobs for result in _apply([job])]


def _run_one(effect: Callable[[list[WarcRef]], Any], job: _Job) -> tuple[Any, BaseException | None]:
    return _in_savepoint(lambda: effect(job.refs or []))


def _in_savepoint(work: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """The result, or the work's own fault, rolled back alone. Raises where the database is away."""
    try:
        with transaction.atomic():
            return work(), None
    except (DatabaseError, InterfaceError) as error:
        if service_fault(error):
            raise
        return None, error
    except Exception as error:
        return None, error


_process_writer: GroupWriter | None = None


def set_process_writer(writer: GroupWriter | None) -> None:
    """Name the one writer of this process."""
    global _process_writer
    _process_writer = writer


def process_writer() -> GroupWriter:
    """The one writer of this process. Raises `WriterClosedError` where there is none."""
    if _process_writer is None:
        raise WriterClosedError("this process has no group writer")
    return _process_writer
