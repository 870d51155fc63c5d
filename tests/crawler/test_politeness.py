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


def test_hops_wait_for_the_turn_of_the_host_they_lead_to(project: Project) -> None:
    """Pages of one host redirect to another that has pages of its own."""
    project.outlet("a", fetch={"delay": DELAY}, hosts=["b.example"])
    project.host("b.example")
    links = []
    for n in range(100, 104):
        links += [(f"http://a.example/news/{n}/s", f"a{n}"), (f"http://b.example/news/{n + 50}/s", f"b{n}")]
        project.sites.pages[("a.example", f"/news/{n}/s")] = CannedResponse(
            status=301, headers={"Location": f"http://b.example/news/{n}/moved"}
        )
        for path in (f"/news/{n}/moved", f"/news/{n + 50}/s"):
            project.sites.page("b.example", path, article(path), wait=0.05)
    project.sites.page("a.example", "/rss", rss(links))
    project.prepare()
    project.crawl()
    for host in ("a.example", "b.example"):
        asked = sorted((one for one in project.sites.log if one.host == host), key=lambda one: one.began)
        for first, second in pairwise(asked):
            assert second.began - first.ended >= DELAY - 0.05, f"{first.path} then {second.path}"
    once = [one.path for one in project.sites.log if one.host == "a.example" and "news" in one.path]
    assert len(once) == len(set(once)), "a page whose hop waits elsewhere is not fetched again meanwhile"
    assert {row["state"] for row in project.rows("SELECT state FROM archive_frontier")} == {"done"}
