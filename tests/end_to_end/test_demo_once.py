"""A page's whole journey, by one command, on real parts: both engines, both databases."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from settings.env import ROOT
from tests.end_to_end.demo_run import Run, finish, once, outside, start_once
from tests.services.elasticsearch import Elasticsearch
from tests.services.waiting import until

pytestmark = pytest.mark.timeout(1200)

KEYS = {
    "published", "fetched", "stored", "indexed", "stories", "story_f1", "matches", "delivered", "quarantined",
    "lost", "doubled", "wrong_date", "seconds",
}  # fmt: skip


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


@pytest.mark.usefixtures("chromium_path")
def test_with_the_embedded_engine(tmp_path: Path) -> None:
    assert_good(once(tmp_path / "run", "--seed", "11"))


@pytest.mark.usefixtures("chromium_path")
def test_with_elasticsearch_and_postgresql(tmp_path: Path, elasticsearch_url: str, postgres_url: str) -> None:
    run = once(
        tmp_path / "run", "--seed", "12", "--index", f"{elasticsearch_url}/?prefix=journey",
        environment={"DATABASE_URL": postgres_url},
    )  # fmt: skip
    assert_good(run)


@pytest.mark.usefixtures("chromium_path")
def test_elasticsearch_away_for_a_while(
    tmp_path: Path, own_elasticsearch: Elasticsearch, proof_full: bool
) -> None:
    """The crawl goes on without the index, and the index catches up."""
    folder = tmp_path / "run"
    process = start_once(folder, "--seed", "13", "--index", own_elasticsearch.url)
    until(lambda: done(folder, "index", "indexed") or process.poll() is not None)
    own_elasticsearch.stop()
    before = done(folder, "fetch", "ok")
    more = 100 if proof_full else 20
    until(lambda: done(folder, "fetch", "ok") >= before + more or process.poll() is not None)
    own_elasticsearch.start()
    assert_good(finish(process))


def done(folder: Path, stage: str, outcome: str) -> int:
    """How often a stage of a run in this folder has ended so."""
    file = folder / "rasad.sqlite3"
    if not file.exists():
        return 0
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=60)) as database:
        try:
            query = "select sum(count) from archive_stagecount where stage = ? and outcome = ?"
            return int(database.execute(query, (stage, outcome)).fetchone()[0] or 0)
        except sqlite3.OperationalError:  # not migrated yet
            return 0


def test_a_run_wants_a_folder(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--once"],
        cwd=ROOT, env={**outside(), "RASAD_DATA": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert "--data DIR" in ended.stderr
