"""What of a health report needs a person: pure rules on the values that `report.collect` gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rasad.operation.health.problem import HealthProblem
from rasad.operation.outlet_health.broken_rules import broken_rules_problems
from rasad.operation.outlet_health.rules import missed_problems, outlet_problems, slow_host_problems
from rasad.operation.outlet_health.way_rules import way_problems

LAG_SECONDS = 15 * 60.0
FREE_SHARE = 0.05
FREE_BYTES = 2 * 1024**3
EXPECTED = ("up", "schedule", "consume")
GIB = 1024**3


def problems_of(report: Mapping[str, Any]) -> list[HealthProblem]:
    """All needs, the gravest first."""
    rules = (
        _processes,
        _disk,
        _database,
        _index,
        _stages,
        _crawl,
        _queues,
        _deliveries,
        _quarantine,
        broken_rules_problems,
        way_problems,
        outlet_problems,
        slow_host_problems,
        missed_problems,
    )
    return [need for rule in rules for need in rule(report)]


def _processes(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    alive = {row["kind"] for row in report["processes"] if row["alive"]}
    if not alive:
        yield HealthProblem(
            "stopped",
            "up",
            "nothing runs: start `make run` (or the service)",
            "هیچ بخشی در حال کار نیست: ‏make run را اجرا کنید",
        )
        return
    for kind in EXPECTED:
        dead = any(row["kind"] == kind and not row["alive"] for row in report["processes"])
        if dead and kind not in alive:
            yield HealthProblem("process", kind, f"{kind} gives no sign of life", f"بخش {kind} پاسخ نمی‌دهد")


def _disk(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    free, total = report["disk"]["free"], report["disk"]["total"]
    if free < FREE_BYTES or free < total * FREE_SHARE:
        yield HealthProblem(
            "disk",
            report["disk"]["folder"],
            f"only {free / GIB:.1f} GiB of disk are left",
            f"فقط {free / GIB:.1f} گیگابایت از دیسک مانده است",
        )


def _database(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    """A database that is read but takes nothing: heartbeats stop then, too, whatever still runs."""
    error = report.get("database", {}).get("error")
    if error:
        yield HealthProblem(
            "database",
            "database",
            f"nothing can be written: {error}",
            "در پایگاه داده چیزی نوشته نمی‌شود",
        )


def _index(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    if "error" in report["index"]:
        yield HealthProblem(
            "index",
            "index",
            f"the search index does not answer: {report['index']['error']}",
            "نمایهٔ جست‌وجو پاسخ نمی‌دهد",
        )


def _stages(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    """Stages that wait for a service: a process says so with its sign of life."""
    for row in report["processes"]:
        for stage, state in (row.get("detail") or {}).items() if row["alive"] else ():
            if isinstance(state, Mapping) and state.get("paused"):
                why = str(state.get("trouble", ""))
                since = f" since {str(state['since'])[:16]} UTC" if state.get("since") else ""
                yield HealthProblem(
                    "stage_paused",
                    stage,
                    f"stage {stage} is paused{since} and tries again by itself: {why}",
                    f"مرحلهٔ {stage} ایستاده است و خود دوباره می‌کوشد: {why}",
                )


def _crawl(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    """Crawl workers whose writer waits for the disk or the database."""
    waits = {
        str(row["detail"]["writer"])
        for row in report["processes"]
        if row["alive"] and row["kind"] == "crawl" and (row.get("detail") or {}).get("writer")
    }
    for why in sorted(waits):
        yield HealthProblem(
            "crawl_paused",
            "crawl",
            f"the crawl is paused and goes on by itself: {why}",
            f"گردآوری ایستاده است و خود ادامه می‌دهد: {why}",
        )


def _queues(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    for stage, row in report["queues"].items():
        waits = row["oldest_seconds"] or 0
        if waits > LAG_SECONDS:
            late = f"{waits / 60:.0f}"
            yield HealthProblem(
                "lag",
                stage,
                f"stage {stage} is {late} minutes behind ({row['waiting']} waiting)",
                f"مرحلهٔ {stage} {waits / 60:.0f} دقیقه عقب است",
            )


def _deliveries(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    dead = report.get("deliveries", {}).get("dead", 0)
    if dead:
        yield HealthProblem(
            "deliveries", "deliveries", f"{dead} alerts could not be delivered", f"{dead} هشدار تحویل نشد"
        )
    waits = report.get("deliveries", {}).get("oldest_seconds") or 0
    if waits > LAG_SECONDS:
        why = report["deliveries"].get("last_error", "")
        yield HealthProblem(
            "undelivered",
            "deliveries",
            f"alerts have waited {waits / 60:.0f} minutes to be delivered: {why or 'no target refused them'}",
            f"هشدارها {waits / 60:.0f} دقیقه است که در نوبت ارسال مانده‌اند",
        )


def _quarantine(report: Mapping[str, Any]) -> Iterator[HealthProblem]:
    number = report["quarantine"]["open"]
    if number:
        yield HealthProblem(
            "quarantine",
            "quarantine",
            f"{number} items are in quarantine: `manage.py quarantine`",
            f"{number} مورد در قرنطینه است",
        )
