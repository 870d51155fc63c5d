"""`manage.py health` shows the state as it is, and calls a person when one is needed."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from rasad.archive.jobs.heartbeats import forget_old, record_heartbeat
from rasad.archive.models import Feed, FeedDay, Frontier, Heartbeat, Job, Outlet, Quarantine
from rasad.operation.health import report as health_report
from rasad.operation.health.rules import problems_of
from rasad.operation.health.screen import screen, size, span

KEYS = {
    "at",
    "queues",
    "lag_seconds",
    "frontier",
    "outlets",
    "rules",
    "slow_hosts",
    "missed",
    "ways",
    "quarantine",
    "today",
    "processes",
    "database",
    "disk",
    "index",
}
OUTLET_KEYS = {
    "last_outcome", "failing_pages", "article_age_seconds", "silent", "expected",
    "outlet", "name", "kind", "paused", "pause_reason", "last_capture_at", "last_article_at",
    "capture_age_seconds", "feeds", "failures", "last_error", "polled_age_seconds", "polls",
    "failed_polls", "announced", "new", "gaps", "discovered", "recall",
}  # fmt: skip


BROKEN = {
    "outlet": "a", "name": "الف", "since": "2026-11-23T11:00:00+00:00",
    "fields": {"body": "fell", "title": "site_name"}, "held_new": 3, "held_known": 9,
}  # fmt: skip


def calm(**changes: Any) -> dict[str, Any]:
    """A report in which nothing is wrong, but for the changes."""
    row = {"waiting": 0, "leased": 0, "later": 0, "oldest_seconds": None}
    alive = [
        {"kind": kind, "alive": True, "pid": 1, "up_seconds": 9.0} for kind in ("up", "schedule", "consume")
    ]
    report: dict[str, Any] = {
        "at": "2026-11-23T12:00:00+00:00",
        "queues": {stage: dict(row) for stage in Job.Stage.values},
        "lag_seconds": 0.0,
        "frontier": {"waiting": 0, "leased": 0, "done": 0, "dead": 0, "due": 0, "oldest_due_seconds": None},
        "outlets": [],
        "quarantine": {"open": 0, "by": {}},
        "today": {},
        "processes": alive,
        "disk": {"folder": "/d", "free": 100 * 1024**3, "total": 200 * 1024**3, "used_by": {}},
        "index": {"docs": 1},
    }
    return {**report, **changes}


def outlet(**changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(OUTLET_KEYS)
    row |= {"outlet": "a", "name": "الف", "paused": False, "pause_reason": "", "feeds": 1, "failures": 0}
    row |= {
        "last_error": "",
        "capture_age_seconds": 60.0,
        "new": 1,
        "announced": 1,
        "gaps": 0,
        "discovered": 100,
        "recall": 1.0,
    }
    return {**row, **changes}


def codes(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(need.code, need.subject) for need in problems_of(report)]


def test_a_stage_that_waits_for_a_service_says_which_and_why() -> None:
    paused = {"handled": 3, "paused": 4.0, "trouble": "index: /var/index: No space left on device"}
    row = {
        "kind": "consume",
        "pid": 7,
        "up_seconds": 9.0,
        "detail": {"index": paused, "parse": {"paused": 0.0}},
    }
    alive = {**row, "alive": True}
    assert ("stage_paused", "index") in codes(calm(processes=[*calm()["processes"], alive]))
    (problem,) = problems_of(calm(processes=[*calm()["processes"], alive]))
    assert "No space left on device" in problem.text
    assert "No space left on device" in problem.persian
    assert codes(calm(processes=[*calm()["processes"], {**row, "alive": False}])) == []


def test_nothing_wrong_needs_nobody() -> None:
    assert codes(calm(outlets=[outlet()])) == []
    assert "Nothing needs a person" in screen(calm(outlets=[outlet()]), [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"processes": []}, [("stopped", "up")]),
        (
            {"processes": [*calm()["processes"][:2], {"kind": "consume", "alive": False}]},
            [("process", "consume")],
        ),
        ({"disk": {"folder": "/d", "free": 10, "total": 100, "used_by": {}}}, [("disk", "/d")]),
        ({"index": {"error": "refused"}}, [("index", "index")]),
        ({"deliveries": {"dead": 2, "oldest_seconds": None}}, [("deliveries", "deliveries")]),
        ({"deliveries": {"dead": 0, "oldest_seconds": 3600.0}}, [("undelivered", "deliveries")]),
        ({"database": {"error": "locked"}}, [("database", "database")]),
        ({"quarantine": {"open": 1, "by": {"parse:killed": 1}}}, [("quarantine", "quarantine")]),
        ({"outlets": [outlet(failures=5)]}, [("outlet_failing", "a")]),
        ({"outlets": [outlet(failures=5, paused=True)]}, []),
        ({"outlets": [outlet(silent=True, article_age_seconds=90_000.0)]}, [("outlet_silent", "a")]),
        ({"outlets": [outlet(silent=True)], "rules": [BROKEN]}, [("rules_broken", "a")]),
        ({"outlets": [outlet(failing_pages={"server_error": 4})]}, [("pages_failing", "a")]),
        ({"outlets": [outlet(failing_pages={"server_error": 2})]}, []),
        ({"outlets": [outlet(volume={"usual": 20, "now": 4, "cause": "refused"})]}, [("volume", "a")]),
        ({"outlets": [outlet(decay={"body": (0.95, 0.6)})]}, [("rules_decay", "a")]),
        ({"slow_hosts": [{"host": "a.ir", "seconds": 12.0, "outlets": {"a": "الف"}}]}, [("slow_host", "a")]),
        ({"outlets": [outlet(gaps=2)]}, [("gap", "a")]),
        ({"rules": [BROKEN]}, [("rules_broken", "a")]),
        ({"missed": 2}, [("missed", "missed")]),
        ({"outlets": [outlet(recall=0.5)]}, [("recall", "a")]),
        ({"outlets": [outlet(recall=0.5, discovered=3)]}, []),
    ],
)
def test_each_trouble_is_named(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes(calm(**changes)) == expected


def test_broken_rules_are_named_with_field_time_and_remedy() -> None:
    (problem,) = problems_of(calm(rules=[BROKEN]))
    assert "the text no longer stands where its rule looks" in problem.text
    assert "2026-11-23 11:00" in problem.text
    assert "`rules.body`, `rules.title`" in problem.text
    assert "۱۴۰۵/۰۹/۰۲" in problem.persian
    assert "به‌جای تیتر نام سایت" in problem.persian


def test_a_stage_that_lags_is_named() -> None:
    report = calm()
    report["queues"]["index"]["oldest_seconds"] = 3600.0
    assert codes(report) == [("lag", "index")]
    assert "60 minutes behind" in screen(report, problems_of(report))


def test_spans_and_sizes_are_readable() -> None:
    assert [span(s) for s in (None, 5, 600, 86_400, 864_000)] == ["–", "5 s", "10 min", "24 h", "10 d"]
    assert [size(b) for b in (1024**2, 3 * 1024**3)] == ["1.0 MiB", "3.0 GiB"]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def populated(db: None, now: datetime) -> Outlet:
    """One outlet, of whose four announced items two are stored; work in three states."""
    agency = Outlet.objects.create(
        key="a", name="الف", kind="agency", last_capture_at=now - timedelta(minutes=5)
    )
    feed = Feed.objects.create(
        outlet=agency, kind="rss", url="http://a.example/rss", failures=2, last_error="timeout"
    )
    FeedDay.objects.create(feed=feed, day=now.date(), polls=10, failures=2, announced=40, new=4, gaps=1)
    states = [Frontier.State.DONE, Frontier.State.DONE, Frontier.State.DEAD, Frontier.State.WAITING]
    for number, state in enumerate(states):
        Frontier.objects.create(
            key=str(number), url=f"http://a.example/{number}", host="a.example", outlet=agency, state=state,
            discovered_at=now - timedelta(hours=3), next_try_at=now - timedelta(minutes=2),
            article="stored" if state == Frontier.State.DONE else "",
        )  # fmt: skip
    past = now - timedelta(seconds=90)
    Job.objects.create(stage="parse", subject="1", created_at=past, next_try_at=past)
    Job.objects.create(stage="parse", subject="2", lease_owner="x", lease_until=now + timedelta(minutes=1))
    Job.objects.create(stage="parse", subject="3", next_try_at=now + timedelta(minutes=1))
    Quarantine.objects.create(stage="parse", subject="9", reason="killed")
    Quarantine.objects.create(stage="parse", subject="8", reason="killed", replayed_at=now)
    return agency


def test_the_report_counts_what_is_there(populated: Outlet, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    (tmp_path / "warc" / "one").write_bytes(b"x" * 1000)
    report = health_report.collect(tmp_path, lambda: {"docs": 7}, now)
    assert set(report) == KEYS
    assert report["queues"]["parse"] == {"waiting": 1, "leased": 1, "later": 1, "oldest_seconds": 90.0}
    assert report["queues"]["index"] == {"waiting": 0, "leased": 0, "later": 0, "oldest_seconds": None}
    assert report["lag_seconds"] == 90.0
    assert report["frontier"] == {
        "waiting": 1, "leased": 0, "done": 2, "dead": 1, "due": 1, "oldest_due_seconds": 120.0,
    }  # fmt: skip
    (row,) = report["outlets"]
    assert set(row) == OUTLET_KEYS
    assert (row["failures"], row["last_error"], row["announced"], row["new"]) == (2, "timeout", 40, 4)
    assert (row["discovered"], row["recall"], row["gaps"]) == (4, 0.5, 1)
    assert report["quarantine"] == {"open": 1, "by": {"parse:killed": 1}}
    assert report["disk"]["used_by"] == {"warc": 1000}
    assert report["index"] == {"docs": 7}


def test_an_index_that_is_away_is_shown_not_raised(db: None, tmp_path: Path) -> None:
    def away() -> dict[str, Any]:
        raise ConnectionError("refused")

    report = health_report.collect(tmp_path, away)
    assert report["index"] == {"error": "ConnectionError: refused"}


def test_signs_of_life_are_seen_and_forgotten(db: None, now: datetime) -> None:
    record_heartbeat("schedule", {"workers": 2}, now - timedelta(hours=1))
    Heartbeat.objects.create(process="old", kind="crawl", pid=1, at=now - timedelta(days=2))
    rows = {row["kind"]: row for row in health_report.processes(timezone.now())}
    assert rows["schedule"]["alive"]
    assert rows["schedule"]["detail"] == {"workers": 2}
    assert not rows["crawl"]["alive"]
    assert forget_old() == 1


def test_the_command_gives_stable_json_and_an_exit_code(populated: Outlet) -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("health", "--json", stdout=out)
    assert ended.value.code == 1
    report = json.loads(out.getvalue())
    assert set(report) == KEYS | {"deliveries", "needs", "ok"}
    assert report["ok"] is False
    assert {"stopped", "quarantine"} <= {need["code"] for need in report["needs"]}
    assert set(report["deliveries"]) == {
        "waiting", "sending", "sent", "dead", "oldest_seconds", "last_error",
    }  # fmt: skip


def test_the_screen_fits_and_speaks(populated: Outlet) -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("health", stdout=out)
    text = out.getvalue()
    assert "1 items are in quarantine" in text
    assert "50%" in text
    assert len(text.splitlines()) < 40


def test_a_paused_crawl_says_why() -> None:
    row = {"kind": "crawl", "alive": True, "detail": {"pages": 1, "writer": "waiting: the disk is full"}}
    (problem,) = problems_of(calm(processes=[*calm()["processes"], row]))
    assert (problem.code, problem.subject) == ("crawl_paused", "crawl")
    assert "the disk is full" in problem.text


def test_a_paused_stage_says_since_when() -> None:
    state = {"paused": 4.0, "trouble": "locked", "since": "2026-11-23T11:48:07+00:00"}
    row = {"kind": "consume", "alive": True, "pid": 2, "up_seconds": 9.0, "detail": {"index": state}}
    (problem,) = problems_of(calm(processes=[*calm()["processes"], row]))
    assert "since 2026-11-23T11:48 UTC" in problem.text


@pytest.mark.sqlite_only
def test_a_database_that_takes_nothing_is_named(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert health_report.write_trouble() == ""
    monkeypatch.setattr(health_report, "PROBE_SECONDS", 0.1)
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, isolation_level=None)) as other:
        other.execute("begin immediate")
        assert "locked by another process" in health_report.write_trouble()
