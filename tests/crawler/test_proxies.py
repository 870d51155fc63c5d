"""An outlet that is reached by a proxy outside: all leaves by it, and the guard still decides where to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.crawler.local_sites import article, rss
from tests.crawler.outside_proxy import OutsideProxy
from tests.crawler.project import Project


@pytest.fixture(params=["socks5", "http"])
def proxy(request: pytest.FixtureRequest) -> Iterator[OutsideProxy]:
    """A proxy with a password."""
    with closing(OutsideProxy(request.param, "rasad", "p@ss word")) as made:
        yield made


def _project(project: Project, address: str, **entry: object) -> None:
    project.variables |= {"RASAD_PROXIES": f"out={address}", "RASAD_ALLOW_NETS": "127.0.0.1/32"}
    fetch = {"poll": [60, 60]}  # nothing is tried twice
    project.outlet("a", **{"way": "proxy", "proxy": "out", "fetch": fetch, **entry})
    link = "http://a.example/news/1000/x"
    project.sites.page("a.example", "/rss", rss([(link, "خبر")]), headers={"Content-Type": "text/xml"})
    project.sites.page("a.example", "/news/1000/x", article("خبر"))


def test_all_requests_leave_by_the_proxy_and_name_only_checked_addresses(
    project: Project, proxy: OutsideProxy
) -> None:
    proxy_address = proxy.address.replace("p@ss word", "p%40ss%20word")
    _project(project, proxy_address)
    project.prepare()
    project.crawl()
    assert project.page("http://a.example/news/1000/x")["last_outcome"] == "ok"
    assert len(proxy.asked) == len(project.sites.log) >= 3  # robots.txt, feed, page
    assert set(proxy.asked) == {("127.0.0.1", project.sites.port)}
    (row,) = project.rows("SELECT address FROM archive_capture WHERE kind = 'article'")
    assert row["address"] == "127.0.0.1", "the target's, not the proxy's or ours"


def test_a_target_inside_is_refused_before_any_proxy_is_asked(project: Project) -> None:
    with closing(OutsideProxy()) as proxy:
        _project(project, proxy.address, feeds=[{"kind": "rss", "url": "http://inner.example/rss"}])
        project.host("inner.example")
        hosts = project.folder / "hosts"
        hosts.write_text(f"a.example 127.0.0.1:{project.sites.port}\ninner.example 10.0.0.7:80\n")
        project.prepare()
        project.crawl("--outlet", "a")
        (feed,) = project.rows("SELECT last_outcome, last_error FROM archive_feed")
        assert feed["last_outcome"] == "address_refused", feed
        assert not proxy.asked


def test_a_proxy_that_is_away_costs_no_page_its_attempts(project: Project) -> None:
    with closing(OutsideProxy()) as proxy:
        address = proxy.address
    _project(project, address)
    project.prepare()
    project.crawl()
    (feed,) = project.rows("SELECT last_outcome, last_error FROM archive_feed")
    assert feed["last_outcome"] == "proxy_down", feed
    assert "«out»" in feed["last_error"]
    assert not project.sites.log


def test_a_wrong_password_is_the_proxys_fault_and_is_never_shown(
    project: Project, proxy: OutsideProxy
) -> None:
    _project(project, f"{proxy.scheme}://rasad:wrong-secret@127.0.0.1:{proxy.port}")
    project.prepare()
    said = project.crawl()
    (feed,) = project.rows("SELECT last_outcome, last_error FROM archive_feed")
    assert feed["last_outcome"] == "proxy_down", feed
    assert "wrong-secret" not in said + feed["last_error"]


def test_without_its_proxy_an_outlet_is_not_polled(project: Project) -> None:
    _project(project, "socks5://127.0.0.1:9")
    del project.variables["RASAD_PROXIES"]
    project.prepare()
    project.crawl()
    assert not project.sites.log
    assert not project.rows("SELECT * FROM archive_feed WHERE enabled")


@pytest.mark.usefixtures("chromium_path")
def test_the_browser_leaves_by_the_proxy_too(project: Project) -> None:
    with closing(OutsideProxy()) as proxy:
        _project(project, proxy.address, way="browser", family="jsapp")
        project.prepare()
        project.crawl()
        assert project.page("http://a.example/news/1000/x")["last_outcome"] == "ok"
        assert len(proxy.asked) >= 3
        assert {port for _, port in proxy.asked} == {project.sites.port}
        assert project.rows("SELECT * FROM archive_capture WHERE kind = 'dom'")


def test_what_stands_before_an_outlet_has_outcomes_of_its_own_and_health_names_them(project: Project) -> None:
    answers = {
        "arvan": (200, "<html><script>window.AR_SiteKey='x'</script>"),
        "censored": (403, "<html><iframe src='http://10.10.34.36?type=Invalid'></iframe></html>"),
        "refusing": (403, "<html><h1>403 Forbidden</h1></html>"),
    }
    for key, (status, body) in answers.items():
        project.outlet(key)
        project.sites.page(f"{key}.example", "/rss", body, status=status)
    project.prepare()
    project.crawl()
    found = {row["outlet_id"]: row for row in project.rows("SELECT * FROM archive_feed")}
    assert {key: row["last_outcome"] for key, row in found.items()} == {
        "arvan": "challenged",
        "censored": "blocked",
        "refusing": "blocked",
    }
    said = project.manage("health", check=False).stdout
    assert "arvan: a check page (ArvanCloud) stands before it: let the browser read it" in said
    assert "censored: it is blocked from here (the filtering on the way" in said
