"""Announcing pages read in a killable worker: feeds, sitemaps, listings, social pages, editions.

Runs in `rasad.extract.pool` workers, so it imports `extract` and plain values only, never Django. A page that
announces more than `limits.MAX_ITEMS` items is read up to there, and says so in a note.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rasad.extract import limits
from rasad.outlets.definitions import OutletSpec
from rasad.persian.dates import Parsed


@dataclass(frozen=True)
class Announced:
    """One item: `kind` as in `Frontier.kind`, "post" where the page itself holds the whole item."""

    url: str
    hint: dict[str, Any] = field(default_factory=dict)
    kind: str = "article"


@dataclass(frozen=True)
class Reading:
    """What a page announces. `next_url`: older items; `ttl` in seconds; `fault`: why it is unreadable.

    `left_out`: what it announces beyond the items; newer ones were preferred where it says dates.
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
    left_out: int = 0

    @property
    def note(self) -> str:
        """What was left out, in a sentence; "" where all was read."""
        if not self.left_out:
            return ""
        whole = len(self.items) + self.left_out
        return f"too long to read whole: {len(self.items):,} of {whole:,} items, the newest if it has dates"


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
    return replace(
        reading,
        items=reading.items[: limits.MAX_ITEMS],
        signature="" if reading.children else reading.signature or _signature(reading.items),
        left_out=reading.left_out + max(0, len(reading.items) - limits.MAX_ITEMS),
    )


def _signature(items: list[Announced]) -> str:
    text = "\n".join(
        " ".join([item.url, *(str(item.hint.get(name, "")) for name in ("title", "published", "modified"))])
        for item in items
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _hint(
    title: str = "", published: Parsed | None = None, summary: str = "", modified: Parsed | None = None
) -> dict[str, Any]:
    hint: dict[str, Any] = {}
    if title:
        hint["title"] = title[:300]
    if published is not None:
        hint["published"] = published.at.isoformat()
        hint["published_precision"] = str(published.precision)
    if modified is not None:
        hint["modified"] = modified.at.isoformat()
        hint["modified_precision"] = str(modified.precision)
    if summary:
        hint["summary"] = summary[:500]
    return hint


def _feed(body: bytes, url: str, content_type: str, spec: OutletSpec, seen_at: datetime) -> Reading:
    from rasad.extract.announcements.feeds import parse_feed

    feed = parse_feed(body, url, content_type, seen_at, spec.fetch.encoding)
    items = [
        Announced(item.url, _hint(item.title, item.published, item.summary, item.updated))
        for item in feed.items
    ]
    fault = ""
    if not items and feed.kind in ("html", "unknown"):
        fault = "; ".join(feed.errors)[:300] or "not a feed"
    return Reading(items, ttl=feed.ttl, fault=fault, left_out=feed.left_out)


def _sitemap(body: bytes, url: str, content_type: str, spec: OutletSpec, seen_at: datetime) -> Reading:
    from rasad.extract.announcements.sitemaps import parse_sitemap

    found = parse_sitemap(body, url, content_type, seen_at)
    # Whole archives stand in their order, often the oldest first, and only so many items are taken.
    newest = sorted(
        found.items, key=lambda item: _seconds(item.published or item.lastmod) or 0.0, reverse=True
    )
    items = [Announced(item.url, _hint(item.title, item.published, modified=item.lastmod)) for item in newest]
    children = [(child.url, _seconds(child.lastmod)) for child in found.children]
    return Reading(items, children=children, left_out=found.left_out)


def _seconds(date: Parsed | None) -> float | None:
    return date.at.timestamp() if date is not None else None


def _listing(body: bytes, url: str, content_type: str, spec: OutletSpec, seen_at: datetime) -> Reading:
    from rasad.extract.announcements.listing import parse_listing

    found = parse_listing(body, url, spec, content_type)
    items = [Announced(link.url, _hint(link.title)) for link in found.links]
    return Reading(items, next_url=found.next_page or "", left_out=found.left_out)


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
        left_out=page.left_out,
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
