"""How Rasad is: queues, frontier, outlets, recall, quarantine, processes, disk, index, as plain values.

`collect` reads, `problems_of` says what needs a person; neither changes anything. The keys are stable:
others script against `manage.py health --json`. Ages are seconds, sizes bytes, times ISO 8601.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection
from django.db.models import Count, Min, Q
from django.utils import timezone

from rasad.archive.jobs.faults import service_fault
from rasad.archive.models import Frontier, Heartbeat, Job, Quarantine, StageCount, is_free
from rasad.desk.models import MissedItem
from rasad.operation.outlet_health.broken_rules import broken_rules
from rasad.operation.outlet_health.figures import age, outlets, slow_hosts
from rasad.operation.outlet_health.ways import ways

_TEHRAN = ZoneInfo("Asia/Tehran")

PROBE_SECONDS = 2.0  # for the right to write, which a stage holds for a fifth of a second
BEAT_SECONDS = 60.0  # a process without a sign of life for so long is gone


def queues(now: datetime) -> dict[str, dict[str, Any]]:
    """For each stage: waiting, leased, later (waits for another try), oldest_seconds (of what is due)."""
    held = ~is_free(now)
    rows = (
        Job.objects.order_by()
        .values("stage")
        .annotate(
            leased=Count("id", filter=held),
            later=Count("id", filter=~held & Q(next_try_at__gt=now)),
            total=Count("id"),
            oldest=Min("created_at", filter=Q(next_try_at__lte=now)),
        )
    )
    found = {row["stage"]: row for row in rows}
    return {
        stage: {
            "waiting": row["total"] - row["leased"] - row["later"] if (row := found.get(stage)) else 0,
            "leased": row["leased"] if row else 0,
            "later": row["later"] if row else 0,
            "oldest_seconds": age(row["oldest"], now) if row else None,
        }
        for stage in Job.Stage.values
    }


def frontier(now: datetime) -> dict[str, Any]:
    """Addresses by state; due: waiting ones whose time has come, and since when the oldest waits."""
    states = dict(Frontier.objects.order_by().values_list("state").annotate(Count("id")))
    due = Frontier.objects.filter(state=Frontier.State.WAITING, next_try_at__lte=now)
    waits = due.aggregate(number=Count("id"), oldest=Min("next_try_at"))
    numbers: dict[str, Any] = {state: states.get(state, 0) for state in Frontier.State.values}
    return {**numbers, "due": waits["number"], "oldest_due_seconds": age(waits["oldest"], now)}


def quarantine() -> dict[str, Any]:
    """What stages gave up on and nobody has replayed, by stage and reason."""
    rows = Quarantine.objects.filter(replayed_at=None).order_by()
    by = {
        f"{stage}:{reason}": number
        for stage, reason, number in rows.values_list("stage", "reason").annotate(Count("id"))
    }
    return {"open": sum(by.values()), "by": by}


def today(now: datetime) -> dict[str, dict[str, int]]:
    """Outcomes counted since Tehran's midnight, by stage."""
    counts: dict[str, dict[str, int]] = {}
    for row in StageCount.objects.filter(day=now.astimezone(_TEHRAN).date()):
        counts.setdefault(row.stage, {})[row.outcome] = row.count
    return counts


def processes(now: datetime) -> list[dict[str, Any]]:
    """Long-lived processes by their signs of life."""
    return [
        {
            "process": row.process,
            "kind": row.kind,
            "pid": row.pid,
            "alive": (now - row.at).total_seconds() < BEAT_SECONDS,
            "up_seconds": age(row.started_at, now),
            "beat_age_seconds": age(row.at, now),
            "detail": row.detail,
        }
        for row in Heartbeat.objects.order_by("kind", "process")
    ]


def disk(folder: Path) -> dict[str, Any]:
    """Room on the data folder's disk, and what each thing in the folder takes."""
    usage = shutil.disk_usage(folder)
    parts = {entry.name: _size(entry) for entry in sorted(folder.iterdir())}
    return {"folder": str(folder), "free": usage.free, "total": usage.total, "used_by": parts}


def _size(entry: Path) -> int:
    files = entry.rglob("*") if entry.is_dir() else [entry]
    total = 0
    for file in files:
        try:
            total += file.lstat().st_size if not file.is_dir() else 0
        except OSError:  # renamed or removed meanwhile
            continue
    return total


def write_trouble() -> str:
    """Why SQLite takes no write now; empty where it does, and for PostgreSQL, which was just read."""
    if connection.vendor != "sqlite":
        return ""
    try:
        with closing(sqlite3.connect(connection.settings_dict["NAME"], PROBE_SECONDS)) as probe:
            probe.execute("begin immediate")
            probe.rollback()
    except sqlite3.Error as error:
        return str(service_fault(DatabaseError(str(error))) or error)
    return ""


def collect(
    folder: Path, index: Callable[[], Mapping[str, Any]], now: datetime | None = None
) -> dict[str, Any]:
    """Everything at once. `index` gives the index's figures; where it raises, its error stands there."""
    now = now or timezone.now()
    try:
        figures: dict[str, Any] = dict(index())
    except Exception as error:  # any engine, any trouble: health must still be shown
        figures = {"error": f"{type(error).__name__}: {error}"[:300]}
    stages = queues(now)
    return {
        "at": now.isoformat(),
        "queues": stages,
        "lag_seconds": max((row["oldest_seconds"] or 0.0 for row in stages.values()), default=0.0),
        "frontier": frontier(now),
        "outlets": outlets(now),
        "rules": broken_rules(),
        "ways": ways(now),
        "slow_hosts": slow_hosts(),
        "missed": MissedItem.objects.filter(open=True).count(),
        "quarantine": quarantine(),
        "today": today(now),
        "processes": processes(now),
        "disk": disk(folder),
        "database": {"error": write_trouble()},
        "index": figures,
    }
