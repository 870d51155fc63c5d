"""What an announcing page says there is: one list out of feeds, sitemaps, listings, editions, channels."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rasad.extract.announcements.edition import parse_edition_index
from rasad.extract.announcements.feeds import parse_feed
from rasad.extract.announcements.listing import parse_listing
from rasad.extract.announcements.sitemaps import parse_sitemap, unpack
from rasad.extract.announcements.social import SocialPage, parse_eitaa, parse_telegram
from rasad.extract.errors import ParseError
from rasad.outlets.definitions import FeedKind, OutletSpec
from rasad.persian.dates import explain

_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf)[\s>]", re.I)
_SITEMAP = re.compile(rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]", re.I)
_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.I)
_LINES = re.compile(rb"\s*https?://\S+\s*(?:$|\n)")
_HEAD = 65_536
_SUMMARY = 500  # characters of a post that stand for its summary


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
class AnnouncingPage:
    """A page as it was saved, and whose it is."""

    body: bytes
    url: str
    spec: OutletSpec
    seen_at: datetime
    content_type: str | None = None


def announced(page: AnnouncingPage, kind: FeedKind | None = None) -> list[AnnouncedItem]:
    """The items of a page of this kind, in its order; without a kind, of the one it shows.

    Raises `ParseError` for what cannot be read as that.
    """
    page = AnnouncingPage(unpack(page.body), page.url, page.spec, page.seen_at, page.content_type)
    return _READERS[kind or kind_of(page)](page)


def kind_of(page: AnnouncingPage) -> FeedKind:
    """The kind of the outlet's feed that stands at this address, else what the page looks like."""
    for feed in page.spec.feeds:
        if feed.url == page.url:
            return feed.kind
    if page.spec.prefix:
        return "eitaa" if page.spec.family == "eitaa" else "telegram"
    data = data_kind(page.body)
    return data or ("edition" if page.spec.rules.edition.article_links else "listing")


def data_kind(body: bytes) -> FeedKind | None:
    """Whether bytes are a feed or a sitemap (XML, JSON, a list of addresses); None for a page of HTML."""
    head = unpack(body)[:_HEAD]
    if _SITEMAP.search(head) or head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{") or _LINES.match(head):
        return "sitemap"
    return "rss" if _FEED.search(head) and not _HTML.search(head) else None


def _feed(page: AnnouncingPage) -> list[AnnouncedItem]:
    feed = parse_feed(page.body, page.url, page.content_type, page.seen_at, page.spec.fetch.encoding)
    if not feed.items and feed.kind in ("html", "unknown"):
        raise ParseError("; ".join(feed.errors) or "not a feed")
    return [
        AnnouncedItem(item.url, item.title, item.published.at if item.published else None, item.summary)
        for item in feed.items
    ]


def _sitemap(page: AnnouncingPage) -> list[AnnouncedItem]:
    found = parse_sitemap(page.body, page.url, page.content_type, page.seen_at)
    maps = [
        AnnouncedItem(one.url, published=one.lastmod.at if one.lastmod else None, kind="sitemap")
        for one in found.children
    ]
    return maps + [
        AnnouncedItem(item.url, item.title, item.published.at if item.published else None)
        for item in found.items
    ]


def _listing(page: AnnouncingPage) -> list[AnnouncedItem]:
    found = []
    for link in parse_listing(page.body, page.url, page.spec, page.content_type).links:
        date = explain(link.published_text, page.seen_at) if link.published_text else None
        found.append(AnnouncedItem(link.url, link.title, getattr(date, "at", None)))
    return found


def _edition(page: AnnouncingPage) -> list[AnnouncedItem]:
    issue = parse_edition_index(page.body, page.url, page.spec, page.seen_at, page.content_type)
    day = issue.day.at if issue.day else None
    further = [*issue.pages, *([issue.next] if issue.next else [])]
    return [
        *(AnnouncedItem(link.url, link.title, day) for link in issue.articles),
        *(AnnouncedItem(url, published=day, kind="pdf") for url in issue.pdfs),
        *(AnnouncedItem(url, published=day, kind="edition_page") for url in further),
    ]


def _telegram(page: AnnouncingPage) -> list[AnnouncedItem]:
    return _posts(parse_telegram(page.body, page.url, page.spec, page.seen_at, page.content_type))


def _eitaa(page: AnnouncingPage) -> list[AnnouncedItem]:
    return _posts(parse_eitaa(page.body, page.url, page.spec, page.seen_at, page.content_type))


def _posts(channel: SocialPage) -> list[AnnouncedItem]:
    if not channel.posts and not channel.preview:
        raise ParseError("the channel has no public preview")
    return [
        AnnouncedItem(post.url, post.title, post.published, post.body[:_SUMMARY], "post")
        for post in channel.posts
    ]


_READERS: dict[FeedKind, Callable[[AnnouncingPage], list[AnnouncedItem]]] = {
    "rss": _feed,
    "aparat": _feed,
    "news_sitemap": _sitemap,
    "sitemap": _sitemap,
    "listing": _listing,
    "archive": _listing,
    "edition": _edition,
    "telegram": _telegram,
    "eitaa": _eitaa,
}
