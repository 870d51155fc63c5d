"""Every way in which lists are paged, over real sockets: all is found, older items over later polls."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from rasad.persian.dates.jalali import tehran_today
from tests.crawler.feeds.paged_sites import WAYS, PagedSite
from tests.crawler.project import Project

TODAY = tehran_today(datetime.now(UTC))


def outlets(project: Project, **entry: Any) -> dict[str, PagedSite]:
    """An outlet for each way of paging."""
    sites = {name: PagedSite(TODAY) for name in WAYS}
    for name, (serve, feed) in WAYS.items():
        project.sites.pages[(f"{name}.example", "*")] = serve(sites[name])
        rules = {"data": {"title": "result.heading", "body": "result.parts[].html"}} if name == "json" else {}
        project.outlet(
            name, family="generic", id_pattern=r"/(?:news|api/items)/(?P<id>\d+)", feeds=[feed], rules=rules,
            **entry,
        )  # fmt: skip
    project.prepare()
    return sites


def had(project: Project) -> dict[str, list[int]]:
    """The items that were fetched, by outlet."""
    rows = project.rows(
        "SELECT outlet_id, url FROM archive_frontier WHERE kind = 'article' AND last_outcome = 'ok'"
        " ORDER BY url"
    )
    found: dict[str, list[int]] = {name: [] for name in WAYS}
    for row in rows:
        number = next(part for part in row["url"].split("/") if part.isdecimal())
        found[row["outlet_id"]].append(int(number))
    return found


def test_every_way_of_paging_reaches_the_end_of_the_list_and_finds_what_is_new(project: Project) -> None:
    sites = outlets(project)
    project.crawl()
    assert had(project) == {name: sorted(site.numbers) for name, site in sites.items()}
    failed = project.rows("SELECT outlet_id, last_outcome, last_error FROM archive_feed WHERE failures > 0")
    assert not failed
    asked = len(project.sites.log)
    for name, site in sites.items():
        if name != "issue":
            site.numbers.insert(0, 1013)
    project.change("UPDATE archive_feed SET next_poll_at = '2026-01-01'")
    project.crawl()
    assert had(project) == {name: sorted(site.numbers) for name, site in sites.items()}
    again = [one for one in project.sites.log[asked:] if "news" not in one.path and "robots" not in one.path]
    lists = [one for one in again if one.host not in ("json.example", "wp.example")]
    assert len(lists) <= 4 * len(WAYS), "old pages are not asked for again"


def test_a_backfill_goes_the_same_ways_and_says_how_far_it_has_come(project: Project) -> None:
    sites = outlets(project, fetch={"depth": 1, "poll": [3000, 86400]})
    project.manage("load_outlets")
    project.change("UPDATE archive_feed SET next_poll_at = '2100-01-01'")
    newest, oldest = 1009, 1003
    some = next(iter(sites.values()))
    span = (str(some.day(oldest)), str(some.day(newest)))
    for name in WAYS:
        project.manage("backfill", "--outlet", name, "--from", span[0], "--to", span[1])
    killed = project.begin("crawl", "--once")
    while not had(project)["number"]:
        assert killed.poll() is None
    killed.kill()
    killed.wait()
    project.crawl()
    found = had(project)
    dated = {name: numbers for name, numbers in found.items() if name != "issue"}
    assert dated == {name: list(range(oldest, newest + 1)) for name in dated}
    assert set(range(oldest, newest + 1)) <= set(found["issue"]), "an issue without a day is read whole"
    shown = project.manage("backfill").stdout.splitlines()
    assert len(shown) == len(WAYS)
    assert all("0 waiting" in line and line.endswith("done") for line in shown)


def test_a_backfill_reads_the_maps_and_channels_of_those_days(project: Project) -> None:
    days = [date(2026, 9, 3), date(2026, 10, 5), date(2026, 11, 7)]
    leaf = {f"/map-{day:%Y-%m}.xml": day for day in days}
    index = "".join(f"<sitemap><loc>http://a.example{path}</loc></sitemap>" for path in leaf)
    project.sites.page("a.example", "/sitemap.xml", f"<sitemapindex>{index}</sitemapindex>")
    for number, (path, day) in enumerate(leaf.items(), 1):
        loc = f"<loc>http://a.example/news/{number}/x</loc><lastmod>{day}T08:00:00Z</lastmod>"
        project.sites.page("a.example", path, f"<urlset><url>{loc}</url></urlset>")
        project.sites.page("a.example", f"/news/{number}/x", "<h1>خبر</h1>")
    project.outlet("a", feeds=[{"kind": "sitemap", "url": "/sitemap.xml"}])
    posts = "".join(
        f'<div class="tgme_widget_message" data-post="ch/{n}">'
        f'<div class="tgme_widget_message_text">خبر شهر {n}</div>'
        f'<a class="tgme_widget_message_date"><time datetime="{day}T10:00:00+00:00"></time></a></div>'
        for n, day in enumerate(days, 1)
    )
    project.sites.page("t.example", "/s/ch", f'<section class="tgme_channel_history">{posts}</section>')
    channel = [{"kind": "telegram", "url": "http://t.example/s/ch"}]
    project.outlet("ch", kind="telegram", family="telegram", home="http://t.example/ch", feeds=channel)
    project.host("t.example")
    project.prepare()
    project.manage("load_outlets")
    project.change("UPDATE archive_feed SET next_poll_at = '2100-01-01'")
    for outlet in ("a", "ch"):
        project.manage("backfill", "--outlet", outlet, "--from", "2026-10-01", "--to", "2026-10-31")
    project.crawl()
    found = project.rows("SELECT url FROM archive_frontier WHERE kind IN ('article', 'post') ORDER BY url")
    assert [row["url"] for row in found] == ["http://a.example/news/2/x", "http://t.example/ch/2"]
    assert not project.sites.requests("/map-2026-09.xml")
    assert project.rows("SELECT 1 FROM archive_job WHERE stage = 'parse'")
