"""Sitemaps of every kind, and bombs."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import pytest

from rasad.extract.announcements.sitemaps import parse_sitemap, unpack
from rasad.extract.errors import InputTooLargeError, ParseError

SEEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://x.example/sitemap.xml"
NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://x.example/news/1/خبر</loc><lastmod>2026-11-15T10:15:00Z</lastmod>
<news:news><news:publication><news:name>ن</news:name></news:publication><news:publication_date>2026-11-14T13:45:00+03:30</news:publication_date><news:title>تیتر می‌شود</news:title></news:news>
<image:image><image:loc>https://x.example/1.jpg</image:loc><image:title>عکس</image:title></image:image></url></urlset>""".encode()


def test_a_news_sitemap_keeps_the_nested_date_and_title() -> None:
    found = parse_sitemap(NEWS, URL, None, SEEN)
    item = found.items[0]
    assert found.kind == "news"
    assert (item.url, item.title, item.image) == (
        "https://x.example/news/1/خبر",
        "تیتر می‌شود",
        "https://x.example/1.jpg",
    )
    assert item.published is not None
    assert item.lastmod is not None
    assert item.published.at == datetime(2026, 11, 14, 10, 15, tzinfo=UTC)


def test_gzip_once_and_twice() -> None:
    assert parse_sitemap(gzip.compress(NEWS), URL, None, SEEN).items
    assert parse_sitemap(gzip.compress(gzip.compress(NEWS)), URL, None, SEEN).items


def test_a_bomb_is_refused_before_it_expands() -> None:
    with pytest.raises(InputTooLargeError):
        unpack(gzip.compress(b"\0" * 3_000_000), cap=1_000_000)


def test_a_torn_gzip_gives_what_came_through() -> None:
    many = NEWS.replace(
        b"</urlset>",
        b"".join(
            b"<url><loc>https://x.example/%d/%d</loc></url>" % (n, zlib.crc32(b"%d" % n)) for n in range(2000)
        ),
    )
    torn = gzip.compress(many)[:-4000]
    assert len(parse_sitemap(torn, URL, None, SEEN).items) > 100


def test_an_index_names_its_leaves() -> None:
    body = b"<sitemapindex><sitemap><loc>/sitemap/1405/sitemap.xml</loc><lastmod>2026-11-15</lastmod></sitemap></sitemapindex>"
    found = parse_sitemap(body, URL, None, SEEN)
    assert (found.kind, found.children[0].url) == ("index", "https://x.example/sitemap/1405/sitemap.xml")


@pytest.mark.parametrize(
    "body",
    [
        '[{"url": "/news/1", "title": "ت", "date": "2026-11-14T10:15:00Z"}]',
        '{"items": {"list": [{"loc": "https://x.example/news/1", "title": "ت", "lastmod": 1794651300}]}}',
        '["https://x.example/news/1"]',
        "https://x.example/news/1\n",
    ],
)
def test_leaves_in_json_and_in_plain_text(body: str) -> None:
    assert parse_sitemap(body.encode(), URL, None, SEEN).items[0].url == "https://x.example/news/1"


@pytest.mark.parametrize("body", [b"", b"hello", b"<html></html>", b"{", b"\x1f\x8bnope"])
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse_sitemap(body, URL, None, SEEN)
