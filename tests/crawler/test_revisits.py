"""Edits and removals are seen; what did not change is a revisit; redirects are aliases."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from rasad.outlets.address_templates import AddressTemplate
from rasad.persian.dates.jalali import tehran_today
from tests.crawler.local_sites import CannedResponse, ReceivedRequest, article, rss
from tests.crawler.project import Project
from tests.services.waiting import until


def _captures(project: Project, ending: str) -> list[dict[str, object]]:
    return project.rows(
        "SELECT c.*, (SELECT COUNT(*) FROM archive_job w WHERE w.stage='parse'"
        " AND w.subject=CAST(c.id AS TEXT)) AS work"
        " FROM archive_capture c WHERE c.url LIKE ? AND kind='article' ORDER BY id",
        f"%/{ending}",
    )


def test_revisits_see_edits_removals_and_sameness(project: Project) -> None:
    visits: dict[str, int] = {}

    def turn(asked: ReceivedRequest) -> int:
        visits[asked.path] = visits.get(asked.path, 0) + 1
        return visits[asked.path]

    page = {"Content-Type": "text/html; charset=utf-8"}

    def edited(asked: ReceivedRequest) -> CannedResponse:
        return CannedResponse(article("اول" if turn(asked) == 1 else "ویراسته").encode(), headers=page)

    def removed(asked: ReceivedRequest) -> CannedResponse:
        return (
            CannedResponse(article("بود").encode(), headers=page)
            if turn(asked) == 1
            else CannedResponse(b"gone", 410)
        )

    def front(asked: ReceivedRequest) -> CannedResponse:
        if turn(asked) == 1:
            return CannedResponse(article("بود").encode(), headers=page)
        return CannedResponse(status=302, headers={"Location": "/"})

    def tagged(asked: ReceivedRequest) -> CannedResponse:
        if asked.headers.get("if-none-match") == '"v1"':
            return CannedResponse(status=304, headers={"ETag": '"v1"'})
        return CannedResponse(article("همان").encode(), headers={**page, "ETag": '"v1"'})

    project.outlet("a", fetch={"revisit": [1.0]})
    handlers = {"edited": edited, "removed": removed, "front": front, "tagged": tagged}
    paths = {
        name: f"/news/{number}/{name}" for number, name in enumerate([*handlers, "same", "moved"], 1405001)
    }
    for name, handler in handlers.items():
        project.sites.pages[("a.example", paths[name])] = handler
    project.sites.page("a.example", paths["same"], article("یکسان"))
    project.sites.pages[("a.example", paths["moved"])] = CannedResponse(
        status=301, headers={"Location": "/news/1405006/new-slug"}
    )
    project.sites.page("a.example", "/news/1405006/new-slug", article("جابه‌جا"))
    project.sites.page(
        "a.example", "/rss", rss([(f"http://a.example{path}", name) for name, path in paths.items()])
    )
    project.prepare()
    project.crawl()

    def is_revisited() -> bool:
        project.crawl()
        return not project.rows("SELECT 1 FROM archive_frontier WHERE revisits=0")

    until(is_revisited)

    found = {name: _captures(project, name) for name in paths}
    statuses = {name: [row["status"] for row in rows] for name, rows in found.items()}
    assert statuses == {
        "edited": [200, 200],
        "removed": [200, 410],
        "front": [200, 302],
        "tagged": [200, 304],
        "same": [200, 200],
        "moved": [200, 200],
    }
    work = {name: [row["work"] for row in rows] for name, rows in found.items()}
    assert work == {
        "edited": [1, 1],
        "removed": [1, 1],
        "front": [1, 1],
        "tagged": [1, 0],
        "same": [1, 0],
        "moved": [1, 0],
    }
    assert json.loads(str(found["front"][1]["hint"]))["soft_gone"] is True
    assert found["same"][1]["revisit_of_id"] == found["same"][0]["id"]
    assert found["tagged"][1]["revisit_of_id"] == found["tagged"][0]["id"]
    moved = found["moved"][0]
    assert str(moved["final_url"]).endswith("/news/1405006/new-slug")
    assert json.loads(str(moved["hint"]))["hops"] == ["http://a.example/news/1405006/moved"]


def paper(project: Project) -> Callable[[int], None]:
    """A paper with an issue a day under its Jalali date; the function puts up the one of so many days ago."""
    template = "http://a.example/archive/{jy}/{jm}/{jd}"
    today = tehran_today(datetime.now(UTC))
    project.outlet("a", feeds=[{"kind": "archive", "url": template}])
    project.prepare()

    def put_up(back: int) -> None:
        path = AddressTemplate(template).fill(today - timedelta(days=back)).removeprefix("http://a.example")
        number = 1405000 + back
        project.sites.page(
            "a.example", path, f'<ul><li><h3><a href="/news/{number}/x">خبر روزنامه در شهر</a></h3></li></ul>'
        )
        project.sites.page("a.example", f"/news/{number}/x", article("خبر روزنامه در شهر"))

    return put_up


def issues_found(project: Project) -> list[int]:
    """Of how many days ago the issues are that the crawl knows."""
    found = project.rows("SELECT url FROM archive_frontier WHERE kind='article' ORDER BY url")
    return [int(row["url"].split("/")[4]) - 1405000 for row in found]


def test_a_day_without_an_issue_does_not_end_the_search_for_those_before(project: Project) -> None:
    """After midnight today's issue is not out yet: its address answers 404, and is asked first."""
    put_up = paper(project)
    put_up(2)
    put_up(4)
    project.crawl()
    assert issues_found(project) == [2, 4]
    (feed,) = project.rows("SELECT failures, lease_owner FROM archive_feed")
    assert feed == {"failures": 0, "lease_owner": ""}


def test_an_issue_that_is_put_up_days_late_is_found(project: Project) -> None:
    """Polls after midnight asked for the new day alone: one that came a minute late was never seen."""
    put_up = paper(project)
    put_up(2)
    project.crawl()
    for back in (1, 5):
        put_up(back)
    project.crawl()
    assert issues_found(project) == [1, 2, 5]
    nothing = project.rows("SELECT url FROM archive_capture WHERE status = 404")
    assert len(nothing) == len({row["url"] for row in nothing}), "that a day has no issue is kept once"
    project.change("UPDATE archive_feed SET next_poll_at = '2026-01-01'")
    before = len(project.sites.log)
    project.crawl()
    asked = [one.path for one in project.sites.log[before:] if "/archive/" in one.path]
    assert asked
    assert AddressTemplate("/archive/{jy}/{jm}/{jd}").fill(tehran_today() - timedelta(days=2)) not in asked


def test_maps_of_an_index_that_stays_as_it_was_are_read_again(project: Project) -> None:
    """The index names its maps and announces nothing itself: it is the same for years."""
    where = "http://a.example/news"
    index = f"<sitemapindex><sitemap><loc>{where}.xml</loc></sitemap></sitemapindex>"
    xml = {"Content-Type": "application/xml", "ETag": '"one"'}

    def unchanging(asked: ReceivedRequest) -> CannedResponse:
        met = asked.headers.get("if-none-match") == '"one"'
        return CannedResponse(b"" if met else index.encode(), 304 if met else 200, xml)

    def announce(*numbers: int) -> None:
        urls = "".join(f"<url><loc>{where}/{number}/x</loc></url>" for number in numbers)
        project.sites.page("a.example", "/news.xml", f"<urlset>{urls}</urlset>", headers=xml)
        for number in numbers:
            project.sites.page("a.example", f"/news/{number}/x", article("خبر نقشه در شهر"))

    project.sites.pages[("a.example", "/sitemap.xml")] = unchanging
    project.outlet("a", feeds=[{"kind": "news_sitemap", "url": "/sitemap.xml"}])
    project.prepare()
    announce(1405001)
    project.crawl()
    announce(1405001, 1405002)
    project.crawl()
    found = project.rows("SELECT url FROM archive_frontier WHERE kind='article' ORDER BY url")
    assert [row["url"] for row in found] == [f"{where}/1405001/x", f"{where}/1405002/x"]
    kept = project.rows("SELECT url FROM archive_capture WHERE url LIKE '%/sitemap.xml'")
    assert len(kept) == 1, "an index that is as it was is kept once"


def test_a_dead_address_that_is_announced_anew_is_fetched(project: Project) -> None:
    """An outlet mends the address of an item: the item is the same, and was given up."""
    link = "http://a.example/news/1405001"
    project.sites.page("a.example", "/rss", rss([(f"{link}/wrong", "خبر یک")]))
    project.outlet("a")
    project.prepare()
    project.crawl()
    project.change("UPDATE archive_frontier SET state = 'dead', attempts = 8, next_try_at = '9999-12-31'")
    project.sites.page("a.example", "/rss", rss([(f"{link}/right", "خبر یک")]))
    project.sites.page("a.example", "/news/1405001/right", article("خبر یک"))
    project.crawl()
    (row,) = project.rows("SELECT url, state, last_outcome FROM archive_frontier WHERE kind='article'")
    assert row == {"url": f"{link}/right", "state": "done", "last_outcome": "ok"}


def test_a_feed_that_is_full_of_new_items_may_have_lost_some_and_says_so(project: Project) -> None:
    def announce(first: int) -> None:
        numbers = range(1405000 + first, 1405006 + first)
        links = [(f"http://a.example/news/{number}/x", f"خبر {number}") for number in numbers]
        project.sites.page("a.example", "/rss", rss(links))
        for number in numbers:
            project.sites.page("a.example", f"/news/{number}/x", article(f"خبر {number}"))

    project.outlet("a")
    project.prepare()
    for first, gaps in ((0, 0), (3, 0), (20, 1)):
        announce(first)
        project.crawl()
        assert project.rows("SELECT SUM(gaps) AS n FROM archive_feedday") == [{"n": gaps}]
