"""What is done every minute for staff: drafts of bulletins, reminders, mail, printed replies looked for."""

from __future__ import annotations

from collections.abc import Callable

from rasad.desk.bulletin.distribution.mails import send_due_mails
from rasad.desk.bulletin.schedule import make_due_drafts, remind_due
from rasad.desk.replies.publication import look_for_published
from rasad.operation.recurring_tasks import run_tasks


def _make_drafts() -> int:
    return len(make_due_drafts())


TASKS: dict[str, Callable[[], int]] = {
    "bulletin_drafts": _make_drafts,
    "bulletin_reminders": remind_due,
    "bulletin_mails": send_due_mails,
    "printed_replies": look_for_published,
}


def run_minutely_tasks() -> None:
    """Do all of it."""
    run_tasks(TASKS)
