"""Long work beside the request that asked for it: a thread, with its progress in a row that any page reads.

A process that dies takes its work with it; the row then has no sign of life and is shown as broken off.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.documents.errors import DocumentError, TaskCancelledError
from rasad.desk.errors import ActError, ChangedMeanwhileError, GoneError, InvalidValueError, NotAllowedError
from rasad.desk.models import LongTask

log = structlog.get_logger("rasad.desk")

QUIET = timedelta(seconds=120)  # without a sign of life a task is held to be broken off
KEEP = timedelta(days=1)
_LOOK = 0.4  # seconds between two looks at whether it is to end


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that a task made, for whoever asked for it."""

    name: str
    media_type: str
    data: bytes


@dataclass
class Progress:
    """What the work says of itself, and how it learns that it is to end."""

    key: str
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    def step(self, text: str, done: int, total: int) -> None:
        """Say what is done next. Raises `TaskCancelledError` where somebody wants it to end."""
        if self.is_cancelled():
            raise TaskCancelledError("لغو شد.")
        self._update(step=text[:200], done=done, total=max(1, total))

    def is_cancelled(self) -> bool:
        """Whether somebody asked it to end; cheap, to be asked often."""
        return self._cancelled.is_set()

    def watch(self) -> None:
        """Look for the wish to end, and show a sign of life, until the work has ended (a thread)."""
        try:
            while not self._ended.wait(_LOOK):
                self._update()
                if LongTask.objects.filter(pk=self.key, cancel=True).exists():
                    self._cancelled.set()
        finally:
            connection.close()

    def end(self) -> None:
        """The work has ended."""
        self._ended.set()

    def _update(self, **values: object) -> None:
        with write_transaction():
            LongTask.objects.filter(pk=self.key).update(alive_at=timezone.now(), **values)


#: Work: does it, and returns a file or nothing.
type Work = Callable[[Progress], MadeFile | None]


def start_task(owner: User, title: str, work: Work, next_page: str, back_page: str = "") -> LongTask:
    """Begin work in a thread of its own; the row shows how far it is."""
    with write_transaction():
        LongTask.objects.filter(created_at__lt=timezone.now() - KEEP).delete()
        task = LongTask.objects.create(
            key=secrets.token_hex(16),
            title=title[:200],
            owner=owner,
            next_page=next_page,
            back_page=back_page or next_page,
        )
    threading.Thread(target=_in_thread, args=(task.pk, work), name="long-task", daemon=True).start()
    return task


def _in_thread(key: str, work: Work) -> None:
    progress = Progress(key)
    watcher = threading.Thread(target=progress.watch, name="long-task-watch", daemon=True)
    watcher.start()
    try:
        run_task(progress, work)
    finally:
        progress.end()
        watcher.join(5)
        connection.close()


def run_task(progress: Progress, work: Work) -> None:
    """Do it and write down how it ended."""
    try:
        made = work(progress)
    except TaskCancelledError:
        _end(progress.key, state=LongTask.State.CANCELLED)
    except (DocumentError, ActError) as error:
        _end(progress.key, state=LongTask.State.FAILED, error=words_of(error))
    except Exception:
        log.exception("task_failed", task=progress.key)
        text = "خطای پیش‌بینی‌نشده‌ای رخ داد و در گزارش سامانه نوشته شد. دوباره بکوشید."
        _end(progress.key, state=LongTask.State.FAILED, error=text)
    else:
        values: dict[str, object] = {"state": LongTask.State.DONE}
        if made is not None:
            values |= {"name": made.name, "media_type": made.media_type, "data": made.data}
        _end(progress.key, **values)


def _end(key: str, **values: object) -> None:
    with write_transaction():
        LongTask.objects.filter(pk=key).update(alive_at=timezone.now(), **values)


def words_of(error: Exception) -> str:
    """What a reader is told of an act that was refused."""
    if isinstance(error, ChangedMeanwhileError):
        return "هنگامی که کار انجام می‌شد همکاری آن را عوض کرد. صفحه را ببینید و دوباره بکوشید."
    if isinstance(error, NotAllowedError):
        return "این کار در نقش شما نیست."
    if isinstance(error, GoneError):
        return "این مورد دیگر نیست."
    if isinstance(error, InvalidValueError):
        return str(error)
    return str(error)[:500]


def task_of(user: User, key: str) -> LongTask:
    """One's own task, without its file. Raises `GoneError`."""
    found = LongTask.objects.defer("data").filter(pk=key, owner=user).first()
    if found is None:
        raise GoneError("task")
    if found.state == LongTask.State.RUNNING and timezone.now() - found.alive_at > QUIET:
        found.state = LongTask.State.FAILED
        found.error = "کار نیمه‌کاره ماند، زیرا سامانه دوباره راه افتاد. دوباره آن را بخواهید."
    return found


def cancel_task(user: User, key: str) -> None:
    """Ask a task of one's own to end."""
    with write_transaction():
        LongTask.objects.filter(pk=key, owner=user, state=LongTask.State.RUNNING).update(cancel=True)
