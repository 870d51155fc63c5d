"""Tasks that are done again and again: one task's fault keeps no other from its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog
from django.db import connection

log = structlog.get_logger("rasad.tasks")


def run_tasks(tasks: Mapping[str, Callable[[], int | None]]) -> None:
    """Do all of them; one that fails is logged, one that did something says how much."""
    for name, task in tasks.items():
        try:
            number = task()
        except Exception:
            log.exception("task_failed", task=name)
            connection.close()
        else:
            if number:
                log.info("task_done", task=name, number=number)
