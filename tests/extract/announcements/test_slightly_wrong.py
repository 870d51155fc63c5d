"""Feeds and sitemaps that are a little wrong, or stand where another kind was promised, announce all the same."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from rasad.extract.announcements.announced import SavedPage, announced
from rasad.extract.detection import spec_for
from rasad.outlets.definitions import FeedKind

NOW = datetime(2026, 11, 21, tzinfo=UTC)
URL = "https://nemune.example/news/1"
ITEM = f"<item><title>پل تازه</title><link>{URL}</link></item>"
MAP = f"<urlset><url><loc>{URL}</loc></url></urlset>"
JSON_FEED = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"id": 1, "url": "{URL}", "title": "پل تازه"}}]}}'


def rss(items: str = ITEM) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'


def atom(links: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>پل تازه</title>{links}</entry></feed>'


CASES: list[tuple[str, FeedKind | None, str | bytes]] = [
    ("two marks of byte order", None, b"\xef\xbb\xbf" * 2 + rss().encode()),
    ("UTF-16", None, rss().replace("utf-8", "utf-16").encode("utf-16")),
    ("a mark before the gzip", "rss", b"\xef\xbb\xbf\n" + gzip.compress(rss().encode())),
    ("members of a gzip", "rss", gzip.compress(rss()[:90].encode()) + gzip.compress(rss()[90:].encode())),
    ("a prefix of nobody's", None, rss(ITEM.replace("</item>", "<foo:title>عکس</foo:title></item>"))),
    ("a sitemap for a feed", "rss", MAP),
    ("a feed for a sitemap", "sitemap", rss()),
    ("JSON for a sitemap", "news_sitemap", JSON_FEED),
    ("JSON for a feed", "rss", JSON_FEED),
    ("JSON by its look", None, JSON_FEED),
    ("addresses in an index", "sitemap", MAP.replace("urlset", "sitemapindex")),
    ("an address with its own prefix", "sitemap", f"<s:urlset><s:url><s:loc>{URL}</s:loc></s:url></s:urlset>"),
    (
        "a counting service's link", None,
        rss(f"<item><title>پل تازه</title><link>https://f.example/1</link><fb:origLink>{URL}</fb:origLink></item>"),
    ),
    (
        "links of other types", None,
        atom(f'<link rel="self" href="https://nemune.example/1.atom"/><link type="application/json" '
             f'href="https://nemune.example/1.json"/><link type="text/html" href="{URL}"/>'),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "body"), CASES, ids=[case[0] for case in CASES])
def test_the_item_is_announced(name: str, kind: FeedKind | None, body: str | bytes) -> None:
    saved = body.encode() if isinstance(body, str) else body
    spec = spec_for("", "https://nemune.example/")
    found = announced(SavedPage(saved, "https://nemune.example/rss", spec, NOW), kind)
    assert [item.url for item in found] == [URL]
    assert found[0].title in ("پل تازه", "")


def test_documents_behind_each_other_are_one() -> None:
    second = ITEM.replace("/1<", "/2<")
    spec = spec_for("", "https://nemune.example/")
    for kind, body in (("rss", rss() + rss(second)), ("sitemap", MAP + MAP.replace("/1<", "/2<"))):
        found = announced(SavedPage(body.encode(), URL, spec, NOW), kind)  # type: ignore[arg-type]
        assert [item.url[-1] for item in found] == ["1", "2"]


def test_the_maps_of_a_list_are_maps() -> None:
    body = "<urlset><sitemap><loc>https://nemune.example/m.xml</loc></sitemap></urlset>"
    (found,) = announced(SavedPage(body.encode(), URL, spec_for("", URL), NOW), "sitemap")
    assert found.kind == "sitemap"
