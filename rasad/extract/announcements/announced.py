"""What an announcing page says there is: one list out of feeds, sitemaps, listings, editions, channels."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from rasad.extract import json_data
from rasad.extract.announcements.reading import Announced, AnnouncingPage, read_page
from rasad.extract.announcements.sitemaps import unpack
from rasad.extract.errors import ParseError
from rasad.outlets.definitions import FeedKind, FeedSpec, OutletSpec

_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf)[\s>]", re.I)
_SITEMAP = re.compile(rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]", re.I)
_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.I)
_LINES = re.compile(rb"\s*https?://\S+\s*(?:$|\n)")
_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class AnnouncedItem:
    """One address.

    `kind`: article, post, pdf, edition_page (more of the same issue), sitemap (a further map).
    """

    url: str
    title: str = ""
    published: datetime | None = None
    summary: str = ""
    kind: str = "article"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as it was saved, and whose it is."""

    body: bytes
    url: str
    spec: OutletSpec
    seen_at: datetime
    content_type: str | None = None


def announced(page: SavedPage, kind: FeedKind | None = None) -> list[AnnouncedItem]:
    """The items of a page of this kind, in its order; without a kind, of the one it shows.

    The crawler reads it by the same code. Raises `ParseError` for what cannot be read as that.
    """
    page = replace(page, body=unpack(page.body))
    kind = kind or kind_of(page)
    feed = _feed_at(page, kind) or FeedSpec(kind=kind, url=page.url)
    reading = read_page(
        kind, AnnouncingPage(page.body, page.url, page.spec, feed, page.seen_at, page.content_type)
    )
    if reading.fault:
        raise ParseError(reading.fault)
    maps = [
        AnnouncedItem(
            url, published=datetime.fromtimestamp(at, page.seen_at.tzinfo) if at else None, kind="sitemap"
        )
        for url, at in reading.children
    ]
    return maps + [_item(one) for one in reading.items]


def _item(one: Announced) -> AnnouncedItem:
    hint = one.hint
    published = datetime.fromisoformat(hint["published"]) if hint.get("published") else None
    return AnnouncedItem(one.url, hint.get("title", ""), published, hint.get("summary", ""), one.kind)


def _feed_at(page: SavedPage, kind: FeedKind) -> FeedSpec | None:
    """The outlet's feed of this kind that the page belongs to."""
    own = [feed for feed in page.spec.feeds if feed.kind == kind]
    here = [feed for feed in own if page.url in (feed.url, feed.front) or feed.template.read(page.url)]
    return next(iter(here or own), None)


def kind_of(page: SavedPage) -> FeedKind:
    """The kind of the outlet's feed that stands at this address, else what the page looks like."""
    for feed in page.spec.feeds:
        if page.url in (feed.url, feed.front) or ("{" in feed.url and feed.template.read(page.url)):
            return feed.kind
    if page.spec.prefix:
        return "eitaa" if page.spec.family == "eitaa" else "telegram"
    data = data_kind(page.body)
    return data or ("edition" if page.spec.rules.edition.article_links else "listing")


def data_kind(body: bytes) -> FeedKind | None:
    """Whether bytes are a feed or a sitemap (XML, JSON, a list of addresses); None for a page of HTML."""
    head = unpack(body)[:_HEAD].replace(b"\0", b"")  # UTF-16, too
    if _SITEMAP.search(head) or _LINES.match(head):
        return "sitemap"
    if json_data.is_json(head):
        return _json_kind(unpack(body))
    return "rss" if _FEED.search(head) and not _HTML.search(head) else None


def _json_kind(body: bytes) -> FeedKind:
    """JSON that lists items with headlines or texts is a feed; mere addresses are a map."""
    try:
        return "json" if json_data.list_of_items(json_data.load(body, None)) else "sitemap"
    except ParseError:
        return "sitemap"
