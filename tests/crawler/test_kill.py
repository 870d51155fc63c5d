"""kill -9 at any moment costs at most a refetch."""

from __future__ import annotations

import random
import subprocess
import sys
import time

from rasad.archive.warc import WarcStore
from tests.crawler.local_sites import article, rss
from tests.crawler.project import Project

OUTLETS, EACH = 4, 25


def test_a_killed_worker_loses_no_page_and_doubles_no_effect(project: Project, proof_full: bool) -> None:
    dice = random.Random(7)
    links: list[str] = []
    for outlet in range(OUTLETS):
        key = f"o{outlet}"
        project.outlet(key, fetch={"delay": 0.05})
        own = [f"http://{key}.example/news/{100 + n}/s" for n in range(EACH)]
        links += own
        project.sites.page(f"{key}.example", "/rss", rss([(link, link) for link in own]))
        for link in own:
            project.sites.page(f"{key}.example", link.split(".example", 1)[1], article(link))
    project.prepare()
    project.manage("load_outlets")
    for _ in range(10 if proof_full else 3):
        before = len(project.sites.log)
        worker = project.begin("crawl", "--due")
        while len(project.sites.log) < before + 3 and worker.poll() is None:
            time.sleep(0.02)
        time.sleep(dice.uniform(0.0, 1.0))
        worker.kill()
        worker.wait()
    project.crawl()

    rows = project.rows("SELECT url, state, last_outcome FROM archive_frontier")
    assert sorted(row["url"] for row in rows) == sorted(links)
    assert {(row["state"], row["last_outcome"]) for row in rows} == {("done", "ok")}
    captures = project.rows("SELECT * FROM archive_capture WHERE kind='article'")
    assert len(captures) == len(links), "acknowledged with its capture, so never fetched twice"
    work = [row["subject"] for row in project.rows("SELECT subject FROM archive_job WHERE stage='parse'")]
    assert sorted(work) == sorted(str(row["id"]) for row in captures)
    asked = [one for one in project.sites.log if one.path.startswith("/news/")]
    kills = 10 if proof_full else 3
    assert len(asked) <= len(links) + kills * OUTLETS, "at most the page at hand on each host"

    store = WarcStore(project.folder / "data" / "warc")
    for row in captures:
        found = store.read(row["warc"], row["offset"])
        assert (found.url, found.payload_sha256) == (row["final_url"], row["sha256"])
    files = [path for path in project.warcs if path.suffix != ".torn"]
    assert not [path for path in files if path.name.endswith(".open")], (
        "leftovers are sealed at the next start"
    )
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    counted = project.outcomes()
    answered = project.rows("SELECT COUNT(*) AS n FROM archive_capture")[0]["n"]
    assert counted["ok"] == answered, "each durable fetch is counted once"
