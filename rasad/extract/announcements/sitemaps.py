"""Sitemaps: news and plain leaves, indexes, gzip, the old JSON leaves of Nastooh, lists in plain text."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from rasad.extract import limits
from rasad.extract.announcements.feed_xml import children, name_of, parse, text_in
from rasad.extract.announcements.feeds import FeedParse, parse_feed, plain, whole
from rasad.extract.announcements.newest import newest_first
from rasad.extract.errors import InputTooLargeError, ParseError
from rasad.extract.html.charset import to_text
from rasad.extract.html.page import clean
from rasad.persian.dates import Parsed, explain

_GZIP = b"\x1f\x8b"
_PIECE = 65_536
_XML = re.compile(rb"<\?xml\b|<(?:\w{1,20}:)?(?:urlset|sitemapindex|rss|feed)[\s>]", re.I)
_URL_KEYS = ("loc", "url", "link", "href")
_DATE_KEYS = ("publication_date", "published", "publishedAt", "pubDate", "date", "lastmod", "modified")


@dataclass(frozen=True, slots=True)
class SitemapItem:
    """One address. `published` is a news sitemap's publication date; `lastmod` the last change."""

    url: str
    title: str = ""
    published: Parsed | None = None
    lastmod: Parsed | None = None
    image: str = ""


@dataclass(frozen=True, slots=True)
class SitemapParse:
    """`kind`: index, news, plain, json, text, or feed (one stood in its place).

    `children`: maps of an index with their lastmod. `left_out`: older addresses that were not read.
    """

    kind: str
    items: list[SitemapItem] = field(default_factory=list)
    children: list[SitemapItem] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    left_out: int = 0


def unpack(body: bytes, cap: int = limits.MAX_EXPANDED) -> bytes:
    """The body without its gzip, nested twice at most; never more than `cap` bytes are made.

    A torn stream gives what came through; members that follow each other are one document. Raises
    `InputTooLargeError` past the cap.
    """
    for _ in range(2):
        if body[:8].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(_GZIP):
            body = body.lstrip(b"\xef\xbb\xbf\r\n\t ")
        if not body.startswith(_GZIP):
            return body
        body = _members(body, cap)
    return body


def _members(body: bytes, cap: int) -> bytes:
    out = bytearray()
    while body.startswith(_GZIP):
        machine, at = zlib.decompressobj(16 + zlib.MAX_WBITS), 0
        while at < len(body) and not machine.eof:
            try:
                out += machine.decompress(body[at : at + _PIECE], cap + 1 - len(out))
            except zlib.error as torn:
                if not out:
                    raise ParseError(f"gzip: {torn}") from None
                return bytes(out)
            if len(out) > cap:
                raise InputTooLargeError(f"gzip expands past {cap:,} bytes")
            at += _PIECE
        if not out and not machine.eof:
            raise ParseError("gzip: torn before anything came through")
        body = machine.unused_data + body[at:]
    return bytes(out)


def parse_sitemap(body: bytes, url: str, content_type: str | None, seen_at: datetime) -> SitemapParse:
    """Addresses of a sitemap of any kind; of more than `limits.MAX_ADDRESSES` the newest, newest first.

    Raises `ParseError` when it is none, `InputTooLargeError` for bombs.
    """
    limits.check(body)
    body = unpack(body)
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"[", b"{"):
        return _json(body, url, content_type, seen_at)
    if not start.startswith(b"<") and not _XML.search(start, 0, 65_536):
        return _text(body, url, content_type)
    root, errors, left_out = parse(
        body, content_type, ("url", "sitemap"), limits.MAX_ADDRESSES, cap=limits.MAX_EXPANDED
    )
    kind = name_of(root)
    if kind in ("rss", "feed", "rdf"):
        return _of_feed(parse_feed(body, url, content_type, seen_at))
    if kind not in ("sitemapindex", "urlset"):
        raise ParseError(f"the root is <{kind}>, not a sitemap")
    # Some name maps in a list of addresses, or addresses in an index: each is what its element says.
    maps = [item for child in children(root, "sitemap") if (item := _item(child, url, seen_at))]
    items = [item for child in children(root, "url") if (item := _item(child, url, seen_at))]
    if kind == "sitemapindex":
        return SitemapParse("index", items, maps, errors, left_out)
    is_news = any(item.published is not None or item.title for item in items)
    return SitemapParse("news" if is_news else "plain", items, maps, errors, left_out)


def _of_feed(feed: FeedParse) -> SitemapParse:
    """A feed that stands where a sitemap was promised."""
    items = [SitemapItem(one.url, one.title, one.published, one.updated, one.image) for one in feed.items]
    return SitemapParse("feed", items, errors=feed.errors, left_out=feed.left_out)


def _item(element: etree._Element, base: str, seen_at: datetime) -> SitemapItem | None:
    fields: dict[str, str] = {}
    for child in element.iter("*"):
        name = name_of(child)
        if name in ("loc", "lastmod", "publication_date", "title"):
            parent = child.getparent()
            inside = name_of(parent) if parent is not None else ""
            key = f"image_{name}" if inside in ("image", "video") else name
            fields.setdefault(key, clean(text_in(child)))
    url = whole(fields.get("loc", ""), base)
    if not url:
        return None
    return SitemapItem(
        url,
        plain(fields.get("title", "")),
        _date(fields.get("publication_date", ""), seen_at),
        _date(fields.get("lastmod", ""), seen_at),
        whole(fields.get("image_loc", ""), base),
    )


def _date(text: str, seen_at: datetime) -> Parsed | None:
    verdict = explain(text, seen_at) if text else None
    return verdict if isinstance(verdict, Parsed) else None


def _json(body: bytes, url: str, content_type: str | None, seen_at: datetime) -> SitemapParse:
    """Any JSON whose objects (or strings) hold addresses."""
    text, _ = to_text(body, content_type, "utf-8")
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as broken:
        raise ParseError(f"not JSON: {str(broken)[:200]}") from None
    found: dict[str, tuple[str, str]] = {}  # address -> title and date as written
    for link, title, date in _linked(data, url):
        found.setdefault(link, (title, date))
    links = [*found.items()]
    if len(links) > limits.MAX_ADDRESSES:
        links = [links[n] for n in newest_first((date for _, (_, date) in links), limits.MAX_ADDRESSES)]
    items = [SitemapItem(link, plain(title), _date(date, seen_at)) for link, (title, date) in links]
    return SitemapParse("json", items, left_out=len(found) - len(items))


def _linked(data: Any, base: str) -> Iterator[tuple[str, str, str]]:
    """Every address in the data, in its order, with title and date as written beside it."""
    stack: list[Any] = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, str) and re.match(r"https?://", value) and (link := whole(value, base)):
            yield link, "", ""
        elif isinstance(value, dict):
            link = whole(next((value[k] for k in _URL_KEYS if isinstance(value.get(k), str)), ""), base)
            if link:
                date = next((str(value[k]) for k in _DATE_KEYS if value.get(k)), "")
                yield link, str(value.get("title") or ""), date
            else:
                stack.extend(reversed([v for v in value.values() if isinstance(v, (dict, list))]))


def _text(body: bytes, url: str, content_type: str | None) -> SitemapParse:
    text, _ = to_text(body, content_type)
    lines = [line.strip() for line in text.splitlines() if line.lstrip().startswith("http")]
    items = [SitemapItem(link) for line in lines[: limits.MAX_ADDRESSES] if (link := whole(line, url))]
    if not items:
        raise ParseError("neither XML nor JSON nor a list of addresses")
    return SitemapParse("text", items, left_out=max(0, len(lines) - limits.MAX_ADDRESSES))
