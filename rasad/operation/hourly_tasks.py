"""What is done every hour so that nothing grows for ever, and what is to be kept elsewhere is ready."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

from django.conf import settings

from rasad.desk.accounts.login_throttle import forget_old
from rasad.desk.alerts.purge import purge_deleted_rules
from rasad.desk.audit.retention import expire_entries
from rasad.desk.missed.acts import check_missed
from rasad.operation.recurring_tasks import run_tasks
from rasad.operation.verification.digest_lists import write_due
from settings.env import env


def clear_sessions() -> None:
    """Forget sessions that are over."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def _expire_audit() -> int:
    return expire_entries(timedelta(days=env().audit_days))


def _write_digest_lists() -> int:
    return len(write_due(env().data))


TASKS: dict[str, Callable[[], int | None]] = {
    "sessions": clear_sessions,
    "login_counters": forget_old,
    "deleted_rules": purge_deleted_rules,
    "audit_entries": _expire_audit,
    "digest_lists": _write_digest_lists,
    "missed_items": check_missed,
}


def run_hourly_tasks() -> None:
    """Do all of it."""
    run_tasks(TASKS)
