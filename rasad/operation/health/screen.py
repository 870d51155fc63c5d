"""The health report as one screen of plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasad.operation.health.problem import HealthProblem

GIB = 1024**3


def span(seconds: float | None) -> str:
    """A length of time that a person reads at a glance: 40 s, 12 min, 5 h, 3 d."""
    if seconds is None:
        return "–"
    for limit, size, name in ((120, 1, "s"), (7200, 60, "min"), (172800, 3600, "h")):
        if seconds < limit:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds / 86400:.0f} d"


def size(number: float) -> str:
    """Bytes as MiB or GiB."""
    return f"{number / GIB:.1f} GiB" if number >= GIB else f"{number / 1024**2:.1f} MiB"


def screen(report: Mapping[str, Any], needs: Sequence[HealthProblem]) -> str:
    """All of it, what needs a person last, where the eye ends."""
    lines = [f"Rasad, {report['at'][:19]} UTC", ""]
    lines.append("queue       waiting  leased   later  oldest")
    for stage, row in report["queues"].items():
        oldest = span(row["oldest_seconds"])
        lines.append(f"  {stage:<9} {row['waiting']:>7} {row['leased']:>7} {row['later']:>7}  {oldest}")
    state = report["frontier"]
    oldest = span(state["oldest_due_seconds"])
    lines.append(
        f"frontier    {state['due']} due (oldest {oldest}), {state['waiting']} waiting, "
        f"{state['leased']} leased, {state['done']} done, {state['dead']} given up"
    )
    sent = report.get("deliveries")
    if sent:
        numbers = ", ".join(f"{number} {name}" for name, number in sent.items() if isinstance(number, int))
        lines.append(f"deliveries  {numbers}; oldest waits {span(sent['oldest_seconds'])}")
    lines.append(f"quarantine  {report['quarantine']['open']} open")
    figures = ", ".join(
        f"{name} {value}" for name, value in report["index"].items() if value not in ("", False)
    )
    lines.append(f"index       {figures}")
    disk = report["disk"]
    used = ", ".join(f"{name} {size(number)}" for name, number in disk["used_by"].items() if number > 1024**2)
    lines.append(
        f"disk        {size(disk['free'])} free of {size(disk['total'])}" + (f"; {used}" if used else "")
    )
    lines.append("processes   " + (", ".join(_process(row) for row in report["processes"]) or "none"))
    lines += ["", *_outlets(report["outlets"]), ""]
    if not needs:
        return "\n".join([*lines, "Nothing needs a person. همه چیز روبه‌راه است."])
    lines.append(f"{len(needs)} need a person:")
    for need in needs:
        lines += [f"  ! {need.text}", f"    {need.persian}"]
    return "\n".join(lines)


def _process(row: Mapping[str, Any]) -> str:
    return f"{row['kind']} {row['pid']} " + (f"up {span(row['up_seconds'])}" if row["alive"] else "GONE")


def _troubled(row: Mapping[str, Any]) -> bool:
    return bool(row["paused"] or row["failures"] or row["recall"] not in (None, 1.0))


def _outlets(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The table; with many outlets only those that are not as they should be."""
    shown = rows
    head = f"{len(rows)} outlets"
    if len(rows) > 30:
        shown = [row for row in rows if _troubled(row)]
        head += f"; {len(rows) - len(shown)} without trouble are not shown"
    lines = [head, "  outlet               captured  polled   new/announced  recall  trouble"]
    for row in shown:
        recall = "–" if row["recall"] is None else f"{row['recall']:.0%}"
        captured, polled = span(row["capture_age_seconds"]), span(row["polled_age_seconds"])
        trouble = f"paused: {row['pause_reason']}" if row["paused"] else ""
        if row["failures"]:
            trouble = f"{row['failures']} failures: {row['last_error'][:40]}"
        lines.append(
            f"  {row['outlet']:<20} {captured:>8}  {polled:>6}"
            f"  {row['new']:>6}/{row['announced']:<8} {recall:>6}  {trouble}"
        )
    return lines
