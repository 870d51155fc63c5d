"""A feed's articles become captures with work, over real sockets."""

from __future__ import annotations

import subprocess
import sys

from tests.crawler.local_sites import article, rss
from tests.crawler.project import Project


def _city(project: Project, count: int = 5) -> list[str]:
    links = [f"http://a.example/news/{n}/slug-{n}" for n in range(1000, 1000 + count)]
    project.outlet("a")
    project.sites.page(
        "a.example",
        "/rss",
        rss([(link, f"خبر {link[-4:]}") for link in links]),
        headers={"Content-Type": "application/rss+xml"},
    )
    for link in links:
        project.sites.page("a.example", link.removeprefix("http://a.example"), article(link))
    return links


def test_articles_of_a_feed_are_captured_with_work(project: Project) -> None:
    links = _city(project)
    project.prepare()
    project.crawl()
    captures = project.rows("SELECT * FROM archive_capture WHERE kind='article'")
    assert sorted(row["url"] for row in captures) == sorted(links)
    work = project.rows("SELECT subject FROM archive_job WHERE stage='parse'")
    assert {row["subject"] for row in work} == {str(row["id"]) for row in captures}
    assert all(row["state"] == "done" for row in project.rows("SELECT state FROM archive_frontier"))
    assert project.outcomes()["ok"] >= 6


def test_the_evidence_passes_warcio_check(project: Project) -> None:
    _city(project)
    project.prepare()
    project.crawl()
    assert project.warcs
    assert not [path for path in project.warcs if path.name.endswith(".open")]
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *map(str, project.warcs)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
