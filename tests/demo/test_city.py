"""The city as a reader on the wire sees it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import yaml

import demo
from demo.media import OUTLETS
from tests.demo.http_client import get


def feeds(city: demo.Demo, *kinds: str) -> list[tuple[str, str]]:
    """(outlet, address) of feeds without a date in the address."""
    found = []
    for path in sorted((city.dir / "outlets").glob("*.yaml")):
        for outlet in yaml.safe_load(path.read_text("utf-8")):
            for feed in outlet["feeds"]:
                if (not kinds or feed["kind"] in kinds) and "{" not in feed["url"]:
                    found.append((outlet["outlet"], urljoin(outlet["home"], feed["url"])))
    return found


def test_the_yaml_names_families_and_feeds_only(city: demo.Demo) -> None:
    for path in (city.dir / "outlets").glob("*.yaml"):
        for outlet in yaml.safe_load(path.read_text("utf-8")):
            assert "rules" not in outlet
            assert "id_pattern" not in outlet
            assert urlsplit(outlet["home"]).hostname.endswith((".example", ".test"))
    kinds = [o.family for o in OUTLETS]
    assert {f: kinds.count(f) for f in ("nastooh", "iransamaneh", "asam", "telegram", "eitaa")} == {
        "nastooh": 3,
        "iransamaneh": 4,
        "asam": 2,
        "telegram": 3,
        "eitaa": 1,
    }
    assert len({o.site for o in OUTLETS if o.family != "telegram"}) == len(OUTLETS) - 3
    units = {unit["key"] for unit in yaml.safe_load((city.dir / "city.yaml").read_text("utf-8"))["units"]}
    assert {o.unit for o in OUTLETS if o.unit} <= units


def test_every_host_is_mapped_to_the_port(city: demo.Demo) -> None:
    lines = dict(line.split() for line in (city.dir / "hosts").read_text("utf-8").splitlines())
    assert {o.host for o in OUTLETS} <= set(lines)
    assert set(lines.values()) == {f"127.0.0.1:{city.port}"}


def test_every_truth_address_is_served_until_it_is_removed(city: demo.Demo) -> None:
    for row in city.truth():
        for url in (row["url"], *row["aliases"]):
            status = get(city, url).status
            if row["removed_at"]:
                assert status in (404, 410), url
            else:
                assert status in (200, 301), url
        assert datetime.fromisoformat(row["published"]) <= datetime.now(UTC)


def test_every_page_shows_its_headline_and_its_text(city: demo.Demo) -> None:
    for row in city.truth():
        if row["outlet"] == "foran" or row["removed_at"]:
            continue
        charset = "cp1256" if row["outlet"] == "kohandiar" else "utf-8"
        page = get(city, row["url"]).body.decode(charset)
        now = row["edited"] or row
        plain = page.replace("&quot;", '"').replace("&#x27;", "'")
        assert now["title"].split(" ", 1)[1] in plain, row["url"]
        for para in now["body"].split("\n\n")[1:]:
            assert para in plain, row["url"]


def test_a_moved_headline_keeps_its_number(city: demo.Demo) -> None:
    moved = [row for row in city.truth() if row["edited"] and len(row["titles"]) == 2]
    assert moved
    for row in moved:
        answer = get(city, row["url"])
        assert answer.status == 200
        if row["outlet"] not in ("foran", "kohandiar"):
            assert row["edited"]["title"].split(" ", 1)[1] in answer.text


def test_feeds_announce_what_is_there(city: demo.Demo) -> None:
    alive: dict[str, set[str]] = {}
    for row in city.truth():
        if not row["removed_at"]:
            alive.setdefault(row["outlet"], set()).update((row["url"], *row["aliases"]))
    for outlet, url in feeds(city, "rss", "news_sitemap"):
        answer = get(city, url)
        assert answer.status == 200
        charset = "cp1256" if outlet == "kohandiar" else "utf-8"
        text = answer.body.decode(charset)
        links = re.findall(r"<link>\s*(\S+?)\s*</link>|<loc>(\S+?)</loc>|href=\"(\S+?)\"", text)
        found = {link.replace("&amp;", "&") for several in links for link in several if link}
        assert found & alive[outlet], url
        assert not {link for link in found if "/news/" in link} - alive[outlet], url


def test_unchanged_pages_are_told_so(city: demo.Demo) -> None:
    for _, url in feeds(city, "rss"):
        first = get(city, url)
        known: dict[str, Any] = {}
        if "etag" in first.headers:
            known = {"If_None_Match": first.headers["etag"]}
        elif "last-modified" in first.headers:
            known = {"If_Modified_Since": first.headers["last-modified"]}
            assert parsedate_to_datetime(first.headers["last-modified"]) <= datetime.now(UTC)
        assert known, url
        again = get(city, url, **known)
        assert (again.status, again.body) == (304, b""), url
        assert get(city, url, If_None_Match='"another"').status == 200


def test_the_old_site_is_windows_1256_without_saying_so_in_the_header(city: demo.Demo) -> None:
    row = next(r for r in city.truth() if r["outlet"] == "kohandiar" and not r["removed_at"])
    answer = get(city, row["url"])
    assert answer.headers["content-type"] == "text/html"
    assert b"charset=windows-1256" in answer.body
    assert row["title"] in answer.body.decode("cp1256")
    assert not set("یۀ۰۱۲۳۴۵۶۷۸۹") & set(row["title"] + row["body"])


def test_channel_paging_reaches_the_first_post(city: demo.Demo) -> None:
    for outlet, url in feeds(city, "telegram", "eitaa"):
        seen: set[str] = set()
        before: str | None = None
        for _ in range(30):
            page = get(city, url + (f"?before={before}" if before else "")).text
            posts = re.findall(r'data-post="(\w+/\d+)"', page)
            assert 0 < len(posts) <= 40
            seen.update(posts)
            more = re.search(r'data-before="(\d+)"', page)
            if more is None:
                break
            before = more[1]
        mine = {"/".join(r["url"].split("/")[-2:]) for r in city.truth() if r["outlet"] == outlet}
        assert mine <= seen
        assert any(post.endswith("/1") for post in seen)


def test_the_paper_has_editions_with_articles_and_a_pdf(city: demo.Demo) -> None:
    front = get(city, "http://roozaneh.example/").text
    pdf = re.search(r'href="(/pdf/\d+\.pdf)"', front)
    assert pdf
    document = get(city, f"http://roozaneh.example{pdf[1]}")
    assert document.headers["content-type"] == "application/pdf"
    assert document.body.startswith(b"%PDF-1.4")
    assert document.body.rstrip().endswith(b"%%EOF")
    start = int(document.body.rsplit(b"startxref\n", 1)[1].split()[0])
    assert document.body[start:].startswith(b"xref")
    pages = re.findall(r'class="page-link" href="([^"]+)"', front)
    links = {
        m
        for p in pages
        for m in re.findall(r'<h3><a href="([^"]+)"', get(city, f"http://roozaneh.example{p}").text)
    }
    assert links
    for link in links:
        assert get(city, f"http://roozaneh.example{quote(link)}").status == 200
    assert all(r["precision"] == "day" for r in city.truth() if r["outlet"] == "roozaneh")


def test_the_javascript_app_tells_nothing_without_its_script(city: demo.Demo) -> None:
    row = next(r for r in city.truth() if r["outlet"] == "foran" and not r["removed_at"])
    assert row["title"] not in get(city, row["url"]).text
    code = row["url"].split("/")[4]
    told = json.loads(get(city, f"http://foran.example/api/news/{code}").body)
    assert told["title"] in row["titles"]
    assert any(
        one["title"] in row["titles"]
        for one in json.loads(get(city, "http://foran.example/api/news").body)["items"]
    )


def test_robots_close_what_the_truth_calls_closed(city: demo.Demo) -> None:
    closed = [r for r in city.truth() if not r["robots_allowed"]]
    assert closed
    for row in closed:
        parts = urlsplit(row["url"])
        rules = get(city, f"http://{parts.hostname}/robots.txt").text
        assert any(
            f"Disallow: {prefix}" in rules
            for prefix in ("/reportage-9/", "/vip/")
            if parts.path.startswith(prefix)
        )


def test_unknown_hosts_and_paths_are_404(city: demo.Demo) -> None:
    assert get(city, "http://nowhere.example/").status == 404
    for outlet in OUTLETS:
        assert get(city, f"http://{outlet.host}/no/such/page/at/all").status == 404
        assert get(city, f"http://{outlet.host}/robots.txt").status == 200
