"""Two workers, one host: never at the same time, never sooner than its delay."""

from __future__ import annotations

from itertools import pairwise

from tests.crawler.local_sites import CannedResponse, ReceivedRequest, article, rss
from tests.crawler.project import Project
from tests.services.waiting import PATIENCE

DELAY = 0.3


def test_two_workers_never_overlap_on_a_host(project: Project) -> None:
    for key in ("a", "b"):
        project.outlet(key, fetch={"delay": DELAY})
        links = [(f"http://{key}.example/news/{n}/s", f"t{n}") for n in range(100, 112)]
        project.sites.page(f"{key}.example", "/rss", rss(links))
        for link, title in links:
            text = article(title).encode()

            def slow(_: ReceivedRequest, text: bytes = text) -> CannedResponse:
                return CannedResponse(text, headers={"Content-Type": "text/html; charset=utf-8"}, wait=0.1)

            project.sites.pages[(f"{key}.example", link.split(".example", 1)[1])] = slow
    project.prepare()
    project.manage("load_outlets")
    workers = [project.begin("crawl", "--once") for _ in range(2)]
    assert [worker.wait(2 * PATIENCE) for worker in workers] == [0, 0]
    for key in ("a", "b"):
        asked = sorted(
            (one for one in project.sites.log if one.host == f"{key}.example"), key=lambda one: one.began
        )
        assert len([one for one in asked if one.path.startswith("/news/")]) == 12, "each page once"
        for first, second in pairwise(asked):
            assert second.began >= first.ended, "one at a time"
            assert second.began - first.ended >= DELAY - 0.05, f"{first.path} then {second.path}"
