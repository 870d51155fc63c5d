"""Lists of items in JSON: JSON Feed, WordPress, and whatever an outlet's own application asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from rasad.extract import json_data, limits
from rasad.extract.announcements.feeds import plain, whole
from rasad.extract.json_data import DataItem
from rasad.outlets.definitions import FeedSpec
from rasad.persian.dates import Parsed


@dataclass(frozen=True, slots=True)
class JsonItem:
    """One announced item. `page`: what is fetched of it, where that is another; `data`: all it has."""

    url: str
    data: DataItem
    title: str = ""
    published: Parsed | None = None
    modified: Parsed | None = None
    summary: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """`next_url` whole or ""; `cursor`: what the next page is asked with; `skipped`: without address."""

    items: list[JsonItem] = field(default_factory=list)
    next_url: str = ""
    cursor: str = ""
    skipped: int = 0
    left_out: int = 0


def parse_json_feed(
    body: bytes,
    url: str,
    content_type: str | None,
    feed: FeedSpec,
    seen_at: datetime,
    declared: str | None = None,
) -> JsonFeed:
    """Items in the list's order, without those that name no address. Raises `ParseError`."""
    data = json_data.load(body, content_type, declared)
    found = json_data.list_of_items(data, feed.items)
    items: list[JsonItem] = []
    skipped = 0
    for one in found[: limits.MAX_ITEMS]:
        item = _item(DataItem(one, feed.data), url, feed, seen_at)
        if item is None:
            skipped += 1
        else:
            items.append(item)
    following = json_data.next_address(data, feed.next)
    cursor = json_data.text_of(json_data.at_path(data, feed.cursor)) if feed.cursor else ""
    if not cursor and not feed.cursor and found:
        cursor = json_data.text_of(json_data.at_path(found[-1], "id"))
    return JsonFeed(
        items,
        urljoin(url, following) if following.startswith(("http", "/", "?")) else "",
        cursor,
        skipped,
        max(0, len(found) - limits.MAX_ITEMS),
    )


def _item(item: DataItem, url: str, feed: FeedSpec, seen_at: datetime) -> JsonItem | None:
    if not isinstance(item.data, dict):
        return None
    address = whole(item.address("url"), url)
    page = whole(item.filled(feed.page), url) if "{" in feed.page else whole(_at(item, feed.page), url)
    if not address and not page:
        return None
    return JsonItem(
        address or page,
        item,
        plain(item.text("title")),
        item.date("published", seen_at),
        item.date("modified", seen_at),
        plain(item.text("summary"))[:2000],
        page if page != address else "",
    )


def _at(item: DataItem, path: str) -> str:
    return json_data.text_of(json_data.at_path(item.data, path)) if path else ""
