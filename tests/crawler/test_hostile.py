"""Servers that lie, stall, bomb or point inside: one counted outcome each, and nothing else suffers."""

from __future__ import annotations

import gzip
import io
import time
from itertools import pairwise

import brotli
import pytest
import zstandard

from tests.crawler.local_sites import CannedResponse, ReceivedRequest, article, rss
from tests.crawler.project import Project

BOMB = b"\0" * (40 << 20)


def _gzip(data: bytes) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as packer:
        packer.write(data)
    return out.getvalue()


def _bad(project: Project, answers: dict[str, CannedResponse], **outlet: object) -> None:
    """One outlet whose feed announces a good page and the bad ones."""
    project.outlet("a", **outlet)
    links = [("http://a.example/news/1/good", "خوب")]
    project.sites.page("a.example", "/news/1/good", article("خبر خوب"))
    for number, (name, answer) in enumerate(answers.items(), 2):
        path = f"/news/{number}/{name}"
        links.append((f"http://a.example{path}", name))
        project.sites.pages[("a.example", path)] = answer
    project.sites.page("a.example", "/rss", rss(links))


def _states(project: Project) -> dict[str, tuple[str, str]]:
    rows = project.rows("SELECT url, state, last_outcome FROM archive_frontier")
    return {row["url"].rsplit("/", 1)[-1]: (row["state"], row["last_outcome"]) for row in rows}


def test_redirects_to_inner_addresses_are_refused_at_every_hop(project: Project) -> None:
    targets = {
        "loopback": "http://127.0.0.2/secret",
        "metadata": "http://169.254.169.254/latest/meta-data/",
        "decimal": "http://2130706434/secret",
        "hex": "http://0x7f.2/secret",
        "mapped": "http://[::ffff:10.0.0.1]/",
        "userinfo": "http://a.example@127.0.0.2/secret",
        "file": "file:///etc/passwd",
        "second": "http://a.example/hop",
        "named": "http://inner.example/secret",
    }
    project.variables["RASAD_ALLOW_NETS"] = "127.0.0.1/32"
    _bad(
        project,
        {name: CannedResponse(status=302, headers={"Location": to}) for name, to in targets.items()},
        hosts=["inner.example"],
    )
    project.sites.pages[("a.example", "/hop")] = CannedResponse(
        status=301, headers={"Location": "http://127.0.0.2/secret"}
    )
    with (project.folder / "hosts").open("a") as hosts:
        hosts.write("inner.example 127.0.0.2:80\n")
    project.prepare()
    project.crawl()
    states = _states(project)
    assert states.pop("good") == ("done", "ok")
    assert states == dict.fromkeys(targets, ("dead", "address_refused"))
    assert not project.sites.requests("/secret")


def test_bombs_and_huge_bodies_end_at_the_cap(project: Project) -> None:
    packed = {
        "gzip": ("gzip", _gzip(BOMB)),
        "nested": ("gzip, gzip", _gzip(_gzip(BOMB))),
        "br": ("br", brotli.compress(BOMB, quality=5)),
        "zstd": ("zstd", zstandard.compress(BOMB)),
    }
    answers = {
        name: CannedResponse(body, headers={"Content-Type": "text/html", "Content-Encoding": coding})
        for name, (coding, body) in packed.items()
    }
    answers["huge"] = CannedResponse(b"x" * (17 << 20), headers={"Content-Type": "text/html"})
    answers["film"] = CannedResponse(b"x" * 100, headers={"Content-Type": "video/mp4"})
    _bad(project, answers)
    project.prepare()
    project.crawl()
    states = _states(project)
    assert states.pop("good") == ("done", "ok")
    assert states.pop("huge") == ("dead", "too_large")
    assert states.pop("film") == ("dead", "wrong_type")
    assert states == dict.fromkeys(packed, ("dead", "bomb"))


def test_torn_slow_and_silent_answers_are_tried_again_and_hold_up_nobody(project: Project) -> None:
    torn = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html>"
    half = _gzip(b"x" * 100000)[:60]
    answers = {
        "torn": CannedResponse(raw=torn),
        "tornzip": CannedResponse(half, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"}),
        "drip": CannedResponse(b"x" * 4000, drip=1, gap=0.5, headers={"Content-Type": "text/html"}),
        "silence": CannedResponse(wait=60.0),
        "rubbish": CannedResponse(raw=b"\0\1\2\3 nonsense\r\n\r\n"),
        "good": CannedResponse(article("خبر").encode(), headers={"Content-Type": "text/html; charset=utf-8"}),
    }
    for name, answer in answers.items():
        project.outlet(name, fetch={"poll": [60, 60]})
        project.sites.page(f"{name}.example", "/rss", rss([(f"http://{name}.example/news/1/{name}", name)]))
        project.sites.pages[(f"{name}.example", f"/news/1/{name}")] = answer
    project.variables["RASAD_FETCH_TIMEOUT"] = "10"
    project.prepare()
    project.crawl()
    states = _states(project)
    assert states["good"] == ("done", "ok")
    assert states["torn"] == states["tornzip"] == states["rubbish"] == ("waiting", "torn")
    assert states["drip"] == states["silence"] == ("waiting", "timeout")
    good = project.sites.requests("/news/1/good")[0].began
    assert good < project.sites.requests("/news/1/silence")[0].began + 10.0, "one slow host holds up no other"


def test_robots_are_obeyed_and_their_delay_kept(project: Project) -> None:
    _bad(
        project,
        {
            "secret": CannedResponse(article("نباید").encode()),
            "open": CannedResponse(article("باز").encode()),
        },
    )
    project.sites.page("a.example", "/robots.txt", "User-agent: *\nDisallow: /news/2/\nCrawl-delay: 0.7\n")
    project.prepare()
    project.crawl()
    assert _states(project)["secret"] == ("dead", "robots")
    assert not project.sites.requests("/news/2/secret")
    starts = sorted(one.began for one in project.sites.log)
    assert min(b - a for a, b in pairwise(starts)) >= 0.65


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_kept(project: Project, status: int) -> None:
    asked: list[float] = []

    def limited(_: ReceivedRequest) -> CannedResponse:
        asked.append(time.monotonic())
        if len(asked) == 1:
            return CannedResponse(b"later", status, {"Retry-After": "4"})
        return CannedResponse(article("خبر").encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    project.outlet("a")
    project.sites.page("a.example", "/rss", rss([("http://a.example/news/1/x", "الف")]))
    project.sites.pages[("a.example", "/news/1/x")] = limited
    project.prepare()
    project.crawl()
    if len(asked) == 1:  # it ended with nothing due within its horizon: go on when the time has come
        time.sleep(max(0.0, asked[0] + 4.2 - time.monotonic()))
        project.crawl()
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 3.9
    others = [one.began for one in project.sites.log if asked[0] < one.began < asked[0] + 3.9]
    assert not others, "the whole host rests"
    assert project.page("http://a.example/news/1/x")["state"] == "done"


def test_a_feed_of_sixty_thousand_items_is_read_in_part_and_says_so(project: Project) -> None:
    project.outlet("a")
    old = [(f"http://elsewhere.example/news/{n}/old", "کهنه") for n in range(60_000)]
    new = [(f"http://a.example/news/{n}/new", "تازه") for n in range(100_000, 100_003)]
    item = "<item><title>{}</title><link>{}</link><pubDate>{} Nov 2026 10:00:00 GMT</pubDate></item>"
    items = [
        item.format(title, link, day) for day, links in (("01", old), ("20", new)) for link, title in links
    ]
    feed = f"<rss version='2.0'><channel><title>t</title>{''.join(items)}</channel></rss>"
    project.sites.page("a.example", "/rss", feed, headers={"Content-Type": "application/rss+xml"})
    for link, _ in new:
        project.sites.page("a.example", link.removeprefix("http://a.example"), article(link))
    project.prepare()
    project.crawl()
    (polled,) = project.rows("SELECT last_outcome, last_error FROM archive_feed")
    assert polled["last_outcome"] in ("ok", "unchanged")
    assert "5,000 of 60,003 items" in polled["last_error"]
    captured = project.rows("SELECT url FROM archive_capture WHERE kind = 'article'")
    assert {row["url"] for row in captured} == {link for link, _ in new}
