"""What is done every minute for staff: drafts of bulletins, reminders, mail, printed replies looked for."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import connection

from rasad.desk.bulletin.distribution.mails import send_due_mails
from rasad.desk.bulletin.schedule import make_due_drafts, remind_due
from rasad.desk.replies.publication import look_for_published

log = structlog.get_logger("rasad.housekeeping")


def _make_drafts() -> int:
    return len(make_due_drafts())


TASKS: dict[str, Callable[[], int]] = {
    "bulletin_drafts": _make_drafts,
    "bulletin_reminders": remind_due,
    "bulletin_mails": send_due_mails,
    "printed_replies": look_for_published,
}


def run_minutely_tasks() -> None:
    """Do all of it; one that fails is logged and does not keep the others from being done."""
    for name, task in TASKS.items():
        try:
            number = task()
        except Exception:
            log.exception("task_failed", task=name)
            connection.close()
        else:
            if number:
                log.info("task_done", task=name, number=number)
