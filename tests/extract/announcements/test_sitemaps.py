"""Sitemaps of every kind, and bombs."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import pytest

from rasad.extract.announcements.sitemaps import SitemapParse, parse_sitemap, unpack
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


def sitemap(body: str) -> SitemapParse:
    return parse_sitemap(body.encode(), URL, None, SEEN)


def test_prefixes_that_nobody_declared_are_what_they_always_mean() -> None:
    found = sitemap(
        "<urlset><url><loc>https://x.example/1</loc><news:news><news:publication_date>2026-11-20</news:publication_date>"
        "<news:title>پل &amp;laquo;تازه&amp;raquo;</news:title></news:news><image:image><image:loc>/i.jpg</image:loc>"
        "<image:title>عکس</image:title></image:image></url></urlset>"
    )
    assert (found.kind, found.items[0].title, found.items[0].image) == (
        "news",
        "پل «تازه»",
        "https://x.example/i.jpg",
    )


def test_entities_inside_cdata_are_resolved_as_in_a_feed() -> None:
    found = sitemap(
        '<urlset><url><loc>https://x.example/1</loc><n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        "<n:title><![CDATA[ می&zwnj;ماند &quot;تازه&quot; ]]></n:title></n:news></url></urlset>"
    )
    assert found.items[0].title == 'می\u200cماند "تازه"'


def test_a_sitemap_that_is_torn_gives_the_addresses_that_are_whole() -> None:
    found = sitemap(
        "<urlset><url><loc>https://x.example/1</loc></url><url><loc>https://x.example/2</loc><lastmo"
    )
    assert [item.url for item in found.items] == ["https://x.example/1", "https://x.example/2"]
    found = sitemap("<urlset><url><loc>https://x.example/1</loc></url><url><loc>https://x.example/ne")
    assert [item.url for item in found.items] == ["https://x.example/1"]


def test_members_of_a_gzip_are_one_document_and_a_torn_end_costs_only_itself() -> None:
    parts = [
        "<urlset>",
        *(f"<url><loc>https://x.example/{number}</loc></url>" for number in range(400)),
        "</urlset>",
    ]
    members = b"".join(gzip.compress(part.encode()) for part in parts)
    assert len(parse_sitemap(members, URL, None, SEEN).items) == 400
    assert len(parse_sitemap(members + b"\0\0", URL, None, SEEN).items) == 400
    torn = parse_sitemap(members[: len(members) // 2], URL, None, SEEN)
    assert 150 < len(torn.items) < 250
    one = gzip.compress("".join(parts).encode())
    assert len(parse_sitemap(one[: len(one) // 2], URL, None, SEEN).items) > 50


@pytest.mark.parametrize("members", [1, 50])
def test_members_together_keep_the_cap(members: int) -> None:
    bomb = gzip.compress(b" " * 2_000_000) * members
    with pytest.raises(InputTooLargeError):
        unpack(bomb, cap=1_900_000 * members)


def test_a_feed_where_a_sitemap_was_promised_is_read_as_what_it_is() -> None:
    rss = "<rss><channel><item><title>خبر</title><link>/1</link><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"
    found = sitemap(rss)
    assert (found.kind, found.items[0].url, found.items[0].title) == ("feed", "https://x.example/1", "خبر")
    assert found.items[0].published is not None


@pytest.mark.parametrize(
    "before", ["\n" * 300, "Notice: x in y.php on line 3\n", "<b>Warning</b>: x<br />\n"]
)
def test_what_stands_before_a_sitemap_is_left_out(before: str) -> None:
    assert len(sitemap(f'{before}<?xml version="1.0"?><urlset><url><loc>/1</loc></url></urlset>').items) == 1
