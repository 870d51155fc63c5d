"""Announcing pages read in a killable worker: feeds, sitemaps, listings, social pages, editions.

Runs in `rasad.extract.pool` workers: plain values only. A page that announces more than `limits.MAX_ITEMS`
items is read up to there, and says so in a note.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rasad.extract import json_data, limits
from rasad.extract.announcements.edition import parse_edition_index
from rasad.extract.announcements.feeds import parse_feed
from rasad.extract.announcements.json_feed import parse_json_feed
from rasad.extract.announcements.listing import parse_listing
from rasad.extract.announcements.onward import Onward, least_number, onward_of
from rasad.extract.announcements.sitemaps import parse_sitemap
from rasad.extract.announcements.social import blocks_to_read_again, parse_eitaa, parse_telegram
from rasad.extract.html.charset import to_text
from rasad.extract.html.page import Page
from rasad.outlets.definitions import FeedSpec, OutletSpec
from rasad.persian.dates import Parsed, explain


@dataclass(frozen=True)
class Announced:
    """One item: `kind` as in `Frontier.kind`, "post" where the page itself holds the whole item.

    `page`: what is fetched of it, where that is another address. `holds_text`: whether its text stands here.
    """

    url: str
    hint: dict[str, Any] = field(default_factory=dict)
    kind: str = "article"
    page: str = ""
    holds_text: bool = False


@dataclass(frozen=True)
class Reading:
    """What a page announces. `next_url`: older items; `ttl` in seconds; `fault`: why it is unreadable.

    `left_out`: what it announces beyond the items; newer ones were preferred where it says dates.
    `children`: the maps of a sitemap index, and when each changed (seconds since the epoch; None: unsaid).
    `signature` changes exactly when what is announced changes: counters and clocks on the page don't. An
    index has none: that it is as it was says nothing about its maps. `onward`: what the address of an older
    page is made of; `day`: of an issue. `unseen`: posts whose media no public page shows; `again`: pages of a
    channel to read again, and the newest post on each.
    """

    items: list[Announced] = field(default_factory=list)
    next_url: str = ""
    children: list[tuple[str, float | None]] = field(default_factory=list)
    ttl: int | None = None
    signature: str = ""
    fault: str = ""
    left_out: int = 0
    onward: Onward = field(default_factory=Onward)
    day: datetime | None = None
    unseen: tuple[str, ...] = ()
    again: tuple[tuple[str, int], ...] = ()

    @property
    def note(self) -> str:
        """What was left out, in a sentence; "" where all was read."""
        if not self.left_out:
            return f"media that no public page shows: {', '.join(self.unseen)[:300]}" if self.unseen else ""
        whole = len(self.items) + self.left_out
        return f"too long to read whole: {len(self.items):,} of {whole:,} items, the newest if it has dates"


@dataclass(frozen=True)
class AnnouncingPage:
    """A page as it came, and whose it is; `feed` says how its pages follow each other."""

    body: bytes
    url: str
    spec: OutletSpec
    feed: FeedSpec
    seen_at: datetime
    content_type: str | None = None


def read_page(kind: str, page: AnnouncingPage) -> Reading:
    """Read a page of this feed kind. Raises `rasad.extract.errors.ParseError`."""
    read = _READERS.get(kind, _listing)
    reading = read(page)
    return replace(
        reading,
        items=reading.items[: limits.MAX_ITEMS],
        signature="" if reading.children else reading.signature or _signature(reading.items),
        left_out=reading.left_out + max(0, len(reading.items) - limits.MAX_ITEMS),
    )


def warm() -> None:
    """For a worker that has nothing to do yet: finding this function has imported what reading needs."""


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


def _feed(page: AnnouncingPage) -> Reading:
    if json_data.is_json(page.body):  # a feed that became JSON under its old address
        return _json(page)
    feed = parse_feed(page.body, page.url, page.content_type, page.seen_at, page.spec.fetch.encoding)
    items = [
        Announced(
            item.url,
            _hint(item.title, item.published, item.summary, item.updated),
            "post" if page.feed.whole else "article",
            holds_text=bool(item.text) or page.feed.whole,
        )
        for item in feed.items
    ]
    fault = ""
    if not items and feed.kind == "sitemap":  # one stands where a feed was promised
        return _sitemap(page)
    if not items and feed.kind in ("html", "unknown"):
        fault = "; ".join(feed.errors)[:300] or "not a feed"
    cursor = least_number([item.url for item in items], page.spec)
    return Reading(
        items,
        next_url=feed.next_url,
        ttl=feed.ttl,
        fault=fault,
        left_out=feed.left_out,
        onward=Onward(cursor),
    )


def _json(page: AnnouncingPage) -> Reading:
    found = parse_json_feed(
        page.body, page.url, page.content_type, page.feed, page.seen_at, page.spec.fetch.encoding
    )
    items = [
        Announced(
            item.url,
            _hint(item.title, item.published, item.summary, item.modified),
            "post" if page.feed.whole else "article",
            item.page,
            bool(item.data.whole_text("body")) or page.feed.whole,
        )
        for item in found.items
    ]
    fault = f"{found.skipped} items, none of which names an address" if found.skipped and not items else ""
    return Reading(
        items, next_url=found.next_url, fault=fault, left_out=found.left_out, onward=Onward(found.cursor)
    )


def _sitemap(page: AnnouncingPage) -> Reading:
    if json_data.is_json(page.body) and (listed := _json(page)).items:
        return listed
    found = parse_sitemap(page.body, page.url, page.content_type, page.seen_at)
    # Whole archives stand in their order, often the oldest first, and only so many items are taken.
    newest = sorted(
        found.items, key=lambda item: _seconds(item.published or item.lastmod) or 0.0, reverse=True
    )
    items = [Announced(item.url, _hint(item.title, item.published, modified=item.lastmod)) for item in newest]
    children = [(child.url, _seconds(child.lastmod)) for child in found.children]
    return Reading(items, children=children, left_out=found.left_out)


def _seconds(date: Parsed | None) -> float | None:
    return date.at.timestamp() if date is not None else None


def _listing(page: AnnouncingPage) -> Reading:
    found = parse_listing(page.body, page.url, page.spec, page.content_type)
    items = [
        Announced(link.url, _hint(link.title, _printed(link.published_text, page.seen_at)))
        for link in found.links
    ]
    return Reading(
        items, next_url=found.next_page or "", left_out=found.left_out, onward=_onward(page, items)
    )


def _printed(text: str, seen_at: datetime) -> Parsed | None:
    verdict = explain(text, seen_at) if text else None
    return verdict if isinstance(verdict, Parsed) else None


def _onward(page: AnnouncingPage, items: list[Announced]) -> Onward:
    """Where an HTML page of this feed leads on; it is parsed again only where that has to be looked up."""
    feed = page.feed
    if not feed.form_of and not feed.template.names & {"cursor", "issue"}:
        return Onward()
    source, _ = to_text(page.body, page.content_type, page.spec.fetch.encoding)
    return onward_of(Page(source, page.url), feed, page.spec, [item.url for item in items])


def _social(page: AnnouncingPage) -> Reading:
    parse = parse_eitaa if page.spec.family == "eitaa" else parse_telegram
    found = parse(page.body, page.url, page.spec, page.seen_at, page.content_type)
    items = [
        Announced(post.url, _post_hint(post.title, post.published, post.body), "post", holds_text=True)
        for post in found.posts
    ]
    texts = "\n".join(f"{post.url} {post.body}" for post in found.posts)
    fault = "" if found.posts or found.preview else "the channel has no public preview"
    blocks = blocks_to_read_again(found, page.seen_at) if page.spec.fetch.revisit else []
    return Reading(
        items,
        next_url=_before(page.url, found.before),
        signature=hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:24],
        fault=fault,
        left_out=found.left_out,
        unseen=tuple(found.unseen),
        again=tuple((_before(page.url, end), newest) for end, newest in blocks),
    )


def _post_hint(title: str, published: datetime | None, body: str) -> dict[str, Any]:
    return _hint(title, summary=body) | ({"published": published.isoformat()} if published else {})


def _before(url: str, before: Any) -> str:
    if before in (None, ""):
        return ""
    text = str(before)
    return text if text.startswith("http") else f"{url.split('?', 1)[0]}?before={text}"


def _edition(page: AnnouncingPage) -> Reading:
    """The index of an issue: its first page's picture, too."""
    return _edition_page(page, index=True)


def _edition_page(page: AnnouncingPage, *, index: bool = False) -> Reading:
    found = parse_edition_index(page.body, page.url, page.spec, page.seen_at, page.content_type)
    items = [Announced(link.url, _hint(link.title, found.day)) for link in found.articles]
    alone = {} if found.articles or found.pages or found.next else {"alone": True}
    items += [Announced(one, _hint(published=found.day) | alone, "pdf") for one in found.pdfs]
    if index and found.front_page:
        items.append(Announced(found.front_page, _hint(published=found.day), "front_page"))
    views = [*found.pages, *([found.next] if found.next else [])]
    items += [Announced(one, _hint(published=found.day), "edition_page") for one in views]
    day = found.day.at if found.day else None
    return Reading(items, onward=_onward(page, items), day=day)


_READERS: dict[str, Callable[[AnnouncingPage], Reading]] = {
    "rss": _feed,
    "json": _json,
    "aparat": _feed,
    "news_sitemap": _sitemap,
    "sitemap": _sitemap,
    "listing": _listing,
    "archive": _listing,
    "telegram": _social,
    "eitaa": _social,
    "social": _social,
    "channel_page": _social,
    "edition": _edition,
    "edition_page": _edition_page,
}
