"""A page's whole journey, by one command, on real parts: both engines, both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.demo_run import Run, finish, once, start_once
from tests.services.elasticsearch import Elasticsearch

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
    import time

    away = 60 if proof_full else 15
    process = start_once(tmp_path / "run", "--seed", "13", "--index", own_elasticsearch.url)
    time.sleep(15)
    own_elasticsearch.stop()
    time.sleep(away)
    own_elasticsearch.start()
    assert_good(finish(process, 400))


def test_a_run_wants_a_folder(tmp_path: Path) -> None:
    import subprocess
    import sys

    from settings.env import ROOT
    from tests.end_to_end.demo_run import outside

    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--once"],
        cwd=ROOT, env={**outside(), "RASAD_DATA": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "--data DIR" in done.stderr
