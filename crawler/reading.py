"""Announcing pages read in a killable worker: feeds, sitemaps, listings, social pages, editions.

Runs in `rasad.extract.pool` workers, so it imports `extract` and plain values only, never Django.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rasad.outlets.definitions import OutletSpec
from rasad.persian.dates import Parsed

#: Items of one page that are taken; a page that announces more is hostile or a mistake.
MAX_ITEMS = 5000


@dataclass(frozen=True)
class Announced:
    """One item: `kind` as in `Frontier.kind`, "post" where the page itself holds the whole item."""

    url: str
    hint: dict[str, Any] = field(default_factory=dict)
    kind: str = "article"


@dataclass(frozen=True)
class Reading:
    """What a page announces. `next_url`: older items; `ttl` in seconds; `fault`: why it is unreadable.

    `children`: the maps of a sitemap index, and when each changed (seconds since the epoch; None: unsaid).
    `signature` changes exactly when what is announced changes: counters and clocks on the page don't. An
    index has none: that it is as it was says nothing about its maps.
    """

    items: list[Announced] = field(default_factory=list)
    next_url: str = ""
    children: list[tuple[str, float | None]] = field(default_factory=list)
    ttl: int | None = None
    signature: str = ""
    fault: str = ""


def warm() -> None:
    """Import what reading needs, in a worker that has nothing to do yet."""
    import rasad.extract.announcements.edition
    import rasad.extract.announcements.feeds
    import rasad.extract.announcements.listing
    import rasad.extract.announcements.sitemaps
    import rasad.extract.announcements.social  # noqa: F401 - for the import alone


def read_page(
    kind: str, body: bytes, url: str, content_type: str, spec: OutletSpec, seen_at: datetime
) -> Reading:
    """Read a page of this feed kind. Raises `rasad.extract.errors.ParseError`."""
    read = _READERS.get(kind, _listing)
    reading = read(body, url, content_type, spec, seen_at)
    return Reading(
        items=reading.items[:MAX_ITEMS],
        next_url=reading.next_url,
        children=reading.children,
        ttl=reading.ttl,
        signature="" if reading.children else reading.signature or _signature(reading.items),
        fault=reading.fault,
    )


def _signature(items: list[Announced]) -> str:
    text = "\n".join(
        f"{item.url} {item.hint.get('title', '')} {item.hint.get('published', '')}" for item in items
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _hint(title: str = "", published: Any = None, summary: str = "") -> dict[str, Any]:
    hint: dict[str, Any] = {}
    if title:
        hint["title"] = title[:300]
    if published is not None:
        hint["published"] = published.at.isoformat()
        hint["published_precision"] = str(published.precision)
    if summary:
        hint["summary"] = summary[:500]
    return hint


def _feed(body: bytes, url: str, content_type: str, spec: OutletSpec, seen_at: datetime) -> Reading:
    from rasad.extract.announcements.feeds import parse_feed

    feed = parse_feed(body, url, content_type, seen_at, spec.fetch.encoding)
    items = [Announced(item.url, _hint(item.title, item.published, item.summary)) for item in feed.items]
    fault = ""
    if not items and feed.kind in ("html", "unknown"):
        fault = "; ".join(feed.errors)[:300] or "not a feed"
    return Reading(items, ttl=feed.ttl, fault=fault)


def _sitemap(body: bytes, url: str, content_type: str, spec: OutletSpec, seen_at: datetime) -> Reading:
    from rasad.extract.announcements.sitemaps import parse_sitemap

    found = parse_sitemap(body, url, content_type, seen_at)
    # Whole archives stand in their order, often the oldest first, and only so many items are taken.
    newest = sorted(
        found.items, key=lambda item: _seconds(item.published or item.lastmod) or 0.0, reverse=True
    )
    items = [Announced(item.url, _hint(item.title, item.published)) for item in newest]
    return Reading(items, children=[(child.url, _seconds(child.lastmod)) for child in found.children])


def _seconds(date: Parsed | None) -> float | None:
    return date.at.timestamp() if date is not None else None


def _listing(body: bytes, url: str, content_type: str, spec: OutletSpec, seen_at: datetime) -> Reading:
    from rasad.extract.announcements.listing import links, next_page

    items = [Announced(link.url, _hint(link.title)) for link in links(body, url, spec, content_type)]
    return Reading(items, next_url=next_page(body, url, spec, content_type) or "")


def _social(body: bytes, url: str, content_type: str, spec: OutletSpec, seen_at: datetime) -> Reading:
    from rasad.extract.announcements.social import parse_eitaa, parse_telegram

    parse = parse_eitaa if spec.family == "eitaa" else parse_telegram
    page = parse(body, url, spec, seen_at, content_type)
    items = [Announced(post.url, {}, "post") for post in page.posts]
    texts = "\n".join(f"{post.url} {post.body}" for post in page.posts)
    fault = "" if page.posts or page.preview else "the channel has no public preview"
    return Reading(
        items,
        next_url=_before(url, page.before),
        signature=hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:24],
        fault=fault,
    )


def _before(url: str, before: Any) -> str:
    if before in (None, ""):
        return ""
    text = str(before)
    return text if text.startswith("http") else f"{url.split('?', 1)[0]}?before={text}"


def _edition(body: bytes, url: str, content_type: str, spec: OutletSpec, seen_at: datetime) -> Reading:
    from rasad.extract.announcements.edition import parse_edition_index

    page = parse_edition_index(body, url, spec, seen_at, content_type)
    items = [Announced(link.url, _hint(link.title)) for link in page.articles]
    items += [Announced(one, {}, "pdf") for one in page.pdfs]
    views = [*page.pages, *([page.next] if page.next else [])]
    items += [Announced(one, {}, "edition_page") for one in views]
    return Reading(items)


_READERS = {
    "rss": _feed,
    "aparat": _feed,
    "news_sitemap": _sitemap,
    "sitemap": _sitemap,
    "listing": _listing,
    "archive": _listing,
    "telegram": _social,
    "eitaa": _social,
    "edition": _edition,
    "edition_page": _edition,
}
