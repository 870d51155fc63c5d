"""Worker processes that can be killed, so a page that never ends costs ten seconds and nothing else.

Start method `forkserver`: `fork` would copy a process with threads, a reactor and database handles; `spawn`
pays the import of the parsers (0.5 s) for every worker, and a worker is replaced after each kill. The fork
server imports the parsers once, has no threads, and forks a worker in milliseconds. Workers never import
Django: the server starts from a clean interpreter and imports only `extract`.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from multiprocessing import forkserver
from typing import Any

from pebble import ProcessExpired, ProcessPool

from rasad.extract.errors import ExtractError, ParseError, PoolClosedError, WorkerKilledError

_PRELOAD = [
    "rasad.extract.article.reader",
    *(f"rasad.extract.announcements.{name}" for name in ("feeds", "sitemaps", "social", "edition")),
]
_MIB = 1024 * 1024
_PR_SET_PDEATHSIG = 1  # prctl(2)


def _limit(max_memory_mb: int) -> None:
    """In a new worker: cap memory growth, ignore Ctrl-C (the parent decides), die with the fork server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    with open("/proc/self/statm", encoding="ascii") as statm:
        mapped = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    cap = mapped + max_memory_mb * _MIB
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_parent() -> None:
    """Let the kernel kill this worker when the fork server ends, as that does at our process's death.

    A worker that is busy with a bomb reads no pipe, so it would not notice. The fork server lives while
    anybody holds its pipe; workers get an end of it, to start processes of their own, which ours never do.
    """
    parent = os.getppid()
    pipe = forkserver._forkserver._forkserver_alive_fd  # type: ignore[attr-defined]
    if pipe is not None:
        os.close(pipe)
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended just before
        os.kill(os.getpid(), signal.SIGKILL)


def _call(func: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """In the worker: run, and turn what it raises into something that always pickles."""
    try:
        return func(*args)
    except MemoryError:
        raise WorkerKilledError("memory") from None
    except ExtractError:
        raise
    except RecursionError:
        raise ParseError(f"{func.__name__}: nested too deeply") from None
    except Exception as fault:  # a parser's own bug on hostile bytes: the item is at fault, not the worker
        raise ParseError(f"{func.__name__}: {type(fault).__name__}: {str(fault)[:300]}") from None


class Pool:
    """`workers` processes; a call may take `timeout` seconds and `max_memory_mb` above the idle worker.

    Usable from any thread. Workers are replaced after `max_tasks` calls, to give memory back.
    """

    def __init__(
        self, workers: int = 1, timeout: float = 10.0, max_memory_mb: int = 1024, max_tasks: int = 500
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        self.timeout = timeout
        self._closed = False
        self._lock = threading.Lock()
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=max_tasks,
            initializer=_limit,
            initargs=[max_memory_mb],
            context=context,
        )

    def schedule(self, func: Callable[..., Any], *args: Any, timeout: float | None = None) -> Future[Any]:
        """A future of `func(*args)`; it fails with `WorkerKilledError` or an `ExtractError` only.

        `func` is a module-level function. Raises `PoolClosedError` after `close`.
        """
        outer: Future[Any] = Future()
        outer.set_running_or_notify_cancel()
        limit = timeout or self.timeout
        with self._lock:
            if self._closed:
                raise PoolClosedError("the pool is closed")
            inner = self._pool.schedule(_call, args=[func, args], timeout=limit)

        def done(future: Future[Any]) -> None:
            try:
                outer.set_result(future.result())
            except FutureTimeout:
                outer.set_exception(WorkerKilledError("time", f"over {limit:g} s in {func.__name__}"))
            except ProcessExpired as gone:
                outer.set_exception(
                    WorkerKilledError("crash", f"exit code {gone.exitcode} in {func.__name__}")
                )
            except CancelledError:
                outer.set_exception(PoolClosedError("the pool was closed before this ran"))
            except ExtractError as own:
                outer.set_exception(own)
            except Exception as other:  # an argument or result that does not pickle
                outer.set_exception(ParseError(f"{func.__name__}: {type(other).__name__}: {other}"))

        inner.add_done_callback(done)
        return outer

    def run(self, func: Callable[..., Any], *args: Any, timeout: float | None = None) -> Any:
        """`func(*args)` in a worker. Raises `WorkerKilledError`, `ParseError` or `PoolClosedError`."""
        return self.schedule(func, *args, timeout=timeout).result()

    def close(self, *, wait: bool = False) -> None:
        """Take no more work; with `wait` finish what was taken, otherwise kill it."""
        with self._lock:
            self._closed = True
        pool: Any = self._pool  # pebble's close and stop carry no annotations
        if wait:
            pool.close()
        else:
            pool.stop()
        with contextlib.suppress(RuntimeError):
            self._pool.join()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
