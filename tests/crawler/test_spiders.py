"""Scrapy's own commands work from the root, and every kind of outlet has its spider."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from scrapy.spiderloader import get_spider_loader

from crawler.run import project_settings
from crawler.spiders.base import CALLBACKS, OutletSpider
from rasad.archive.models import Outlet
from settings.env import ROOT
from tests.crawler.local_sites import article, rss
from tests.crawler.project import Project


def scrapy(project: Project, *words: str, check: bool = True) -> str:
    """What `scrapy …` prints, run at the root."""
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=ROOT,
        env=project.environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    if check and done.returncode:
        raise AssertionError(f"scrapy {words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout + done.stderr


def _agency(project: Project, *numbers: int) -> None:
    project.outlet("a")
    links = [(f"http://a.example/news/{n}/x", f"خبر {n}") for n in numbers]
    project.sites.page("a.example", "/rss", rss(links), headers={"Content-Type": "application/rss+xml"})
    for link, title in links:
        project.sites.page("a.example", link.removeprefix("http://a.example"), article(title))


def test_every_kind_of_outlet_has_exactly_one_spider() -> None:
    loader = get_spider_loader(project_settings())
    spiders = [loader.load(name) for name in loader.list()]
    assert all(issubclass(spider, OutletSpider) for spider in spiders)
    kinds = [kind for spider in spiders for kind in getattr(spider, "kinds", ())]
    assert sorted(kinds) == sorted(Outlet.Kind.values)
    assert {name for name in CALLBACKS.values() if not hasattr(OutletSpider, name)} == set()


def test_list_names_the_spiders_with_no_variable_set() -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("RASAD_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=ROOT,
        env=own,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["agencies", "papers", "social", "units"]


def test_crawl_fetches_one_outlet_by_its_spider(project: Project) -> None:
    _agency(project, 1405001, 1405002)
    project.outlet("b")
    project.sites.page("b.example", "/rss", rss([]))
    project.prepare()
    project.manage("load_outlets")
    scrapy(project, "crawl", "agencies", "-a", "outlet=a")
    captures = project.rows("SELECT url FROM archive_capture WHERE kind='article' ORDER BY url")
    assert [row["url"] for row in captures] == [f"http://a.example/news/{n}/x" for n in (1405001, 1405002)]
    assert not [one for one in project.sites.log if one.host == "b.example"]
    assert project.rows("SELECT 1 FROM archive_host WHERE lease_owner != ''") == []


def test_parse_shows_what_is_read_and_stores_nothing(project: Project) -> None:
    _agency(project, 1405001)
    project.prepare()
    project.manage("load_outlets")
    shown = scrapy(project, "parse", "--nocolour", "http://a.example/rss")
    assert "http://a.example/news/1405001/x" in shown
    assert "خبر 1405001" in shown
    page = scrapy(project, "parse", "--nocolour", "http://a.example/news/1405001/x")
    assert "شهرداری تهران" in page
    assert project.rows("SELECT 1 FROM archive_capture") == []
    assert project.warcs == []


def test_the_shell_fetches_in_the_hosts_turn(project: Project) -> None:
    _agency(project, 1405001)
    project.prepare()
    project.manage("load_outlets")
    said = scrapy(project, "shell", "http://a.example/news/1405001/x", "-c", "response.css('h1::text').get()")
    assert "خبر 1405001" in said
    assert [one.path for one in project.sites.log] == ["/robots.txt", "/news/1405001/x"]


def test_check_runs(project: Project) -> None:
    project.outlet("a")
    project.prepare()
    assert "OK" in scrapy(project, "check")


def test_a_database_that_is_not_ready_is_said_in_a_sentence(project: Project, tmp_path: Path) -> None:
    project.outlet("a")
    said = scrapy(project, "crawl", "agencies", check=False)
    assert "manage.py migrate" in said
    assert "Traceback" not in said
