"""A page's whole journey, by one command, on the larger parts: PostgreSQL and a cluster that has accidents.

The journey on the embedded parts, with kills, stands in `test_kill.py`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from settings.env import ROOT
from tests.end_to_end.demo_run import KEYS, RUN_SECONDS, Run, finish, outside, start_once
from tests.services.elasticsearch import Cluster
from tests.services.waiting import until


def assert_good(run: Run) -> None:
    """What the foundation promises of every run."""
    assert run.code == 0, run.explain()
    assert run.figures.keys() >= KEYS
    assert run.figures["published"] >= 300
    assert (run.figures["lost"], run.figures["doubled"], run.figures["wrong_date"]) == (0, 0, 0), (
        run.explain()
    )
    assert run.figures["story_f1"] >= 0.97
    assert run.figures["indexed"] == run.figures["stored"] > 0
    assert run.figures["delivered"] >= run.figures["matches"] > 0
    assert run.figures["delivered_twice"] == 0
    assert run.figures["unexpected"] == 0, run.explain()


@pytest.mark.proof
@pytest.mark.timeout(1200)
@pytest.mark.usefixtures("chromium_path")
def test_the_first_of_three_nodes_is_killed_and_then_the_others_hang(
    tmp_path: Path, elasticsearch_cluster: Cluster, postgres_url: str, proof_full: bool
) -> None:
    """The crawl goes on meanwhile, the index catches up; what a caller's terminal has set is no matter."""
    process = start_once(
        tmp_path / "run", "--seed", "12", "--index", elasticsearch_cluster.url,
        environment={"DATABASE_URL": postgres_url, "RASAD_DATA": str(tmp_path / "elsewhere")},
    )  # fmt: skip
    more = 100 if proof_full else 20

    def reached(stage: str, outcome: str, number: int) -> bool:
        return process.poll() is not None or done(postgres_url, stage, outcome) >= number

    until(lambda: reached("index", "indexed", 1) and elasticsearch_cluster.has_replicas(), RUN_SECONDS)
    first, *others = elasticsearch_cluster.nodes
    first.kill()
    indexed = done(postgres_url, "index", "indexed")
    until(lambda: reached("index", "indexed", indexed + more), RUN_SECONDS)
    for node in others:
        node.pause()
    fetched = done(postgres_url, "fetch", "ok")
    until(lambda: reached("fetch", "ok", fetched + more), RUN_SECONDS)
    for node in others:
        node.resume()
    assert_good(finish(process))


def done(database: str, stage: str, outcome: str) -> int:
    """How often a stage of the run on this database has ended so."""
    with psycopg.connect(database) as connection:
        try:
            query = "select sum(count) from archive_stagecount where stage = %s and outcome = %s"
            row = connection.execute(query, (stage, outcome)).fetchone()
        except psycopg.errors.UndefinedTable:  # not migrated yet
            return 0
    return int(row[0] or 0) if row else 0


def test_a_run_wants_a_folder(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--once"],
        cwd=ROOT, env={**outside(), "RASAD_DATA": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert "--data DIR" in ended.stderr
