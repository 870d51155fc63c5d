"""What every outlet's web site has in common: routes, visible items, validators, decoys to choose from."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import ClassVar
from urllib.parse import quote

from demo.clock import TEHRAN, jalali
from demo.model import CityOutlet, PlannedItem
from demo.texts.spelling import ZWNJ

KEPT = 3000  # pages a site keeps rendered
HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501"
    "0127186ea50000000049454e44ae426082"
)


@dataclass(frozen=True)
class SiteRequest:
    """A request as a site sees it: decoded path, query (last value of each name), city time."""

    path: str
    query: dict[str, str]
    now: datetime

    def count(self, name: str, default: int = 0) -> int:
        """A number from the query; the default for anything else."""
        value = self.query.get(name, "")
        return int(value) if value.isdecimal() and len(value) < 9 else default


@dataclass(frozen=True)
class SitePage:
    """An answer before validators and transport: `changed` is city time, None for none shown."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    changed: datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @cached_property
    def zipped(self) -> bytes:
        """The body in gzip, made once."""
        return gzip.compress(self.body, 5, mtime=0)

    @cached_property
    def etag(self) -> str:
        """Strong validator of the bytes."""
        return f'"{hashlib.md5(self.body, usedforsecurity=False).hexdigest()[:20]}"'


Handler = Callable[..., SitePage]


def route(pattern: str) -> Callable[[Handler], Handler]:
    """Marks a method as the handler of paths that match `pattern` whole."""

    def mark(handler: Handler) -> Handler:
        handler.__dict__.setdefault("patterns", []).append(re.compile(pattern))
        return handler

    return mark


class Site:
    """One outlet's site. Subclasses add routes, addresses and a theme; pages are rendered once and kept."""

    rss_size: ClassVar[int] = 30
    page_size: ClassVar[int] = 20
    robots: ClassVar[str] = "User-agent: *\nDisallow: /search\nDisallow: /print/\nCrawl-delay: 0.05\n"
    sends_etag: ClassVar[bool] = True
    sends_modified: ClassVar[bool] = True

    def __init__(self, outlet: CityOutlet, items: list[PlannedItem], start: datetime) -> None:
        self.outlet = outlet
        self.items = sorted(items, key=lambda item: item.at)
        self.by_number = {item.number: item for item in self.items}
        self.start = start
        moments = {item.at for item in self.items}
        moments |= {item.edit.at for item in self.items if item.edit}
        moments |= {item.removed_at for item in self.items if item.removed_at}
        self.moments = sorted(moments)
        self._kept: dict[object, SitePage] = {}
        self._routes = [
            (pattern, getattr(self, name))
            for name in dir(type(self))
            for pattern in getattr(getattr(type(self), name), "patterns", ())
        ]

    # -- addresses ---------------------------------------------------------------------------------

    def path(self, item: PlannedItem, *, edited: bool = False) -> str:
        """The item's address on this host, unquoted; `edited` for the one after its headline moved."""
        raise NotImplementedError

    def aliases(self, item: PlannedItem) -> list[str]:
        """Other addresses that lead to the same item."""
        return []

    def path_at(self, item: PlannedItem, now: datetime) -> str:
        """The address that feeds and listings show at a time."""
        return self.path(item, edited=bool(item.edit and item.edit.moved and now >= item.edit.at))

    def url(self, path: str) -> str:
        """An absolute, quoted address without a port."""
        return f"http://{self.outlet.host}{quote(path, safe='/?=&;:+%,')}"

    # -- what is there -----------------------------------------------------------------------------

    def visible(self, now: datetime) -> list[PlannedItem]:
        """Items on the web at a time, newest first."""
        return [item for item in reversed(self.items) if item.visible(now)]

    def epoch(self, now: datetime) -> int:
        """Counts the changes so far: pages that list items are the same within one epoch."""
        return bisect_right(self.moments, now)

    def last_change(self, now: datetime) -> datetime:
        """City time of the newest change, the opening if there was none since."""
        index = self.epoch(now)
        return max(self.moments[index - 1], self.items[0].at) if index else self.start

    def keep(self, key: object, make: Callable[[], SitePage]) -> SitePage:
        """The page of a key, rendered at the first request."""
        if key not in self._kept:
            while len(self._kept) > KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = make()
        return self._kept[key]

    # -- answering ---------------------------------------------------------------------------------

    def answer(self, ask: SiteRequest) -> SitePage:
        """The page for a request; 404 for an unknown path."""
        for pattern, handler in self._routes:
            found = pattern.fullmatch(ask.path)
            if found:
                page: SitePage = handler(ask, *found.groups())
                return page
        return self.missing()

    def missing(self, status: int = 404) -> SitePage:
        """An error page that looks like the site's own, with links that lead on."""
        text = "صفحه حذف شده است" if status == 410 else "صفحه‌ای با این نشانی یافت نشد"
        body = f'<html lang="fa" dir="rtl"><title>{text}</title><h1>{text}</h1><a href="/">خانه</a></html>'
        return SitePage(body.encode(), status=status)

    def moved(self, path: str) -> SitePage:
        """A permanent redirect on this host."""
        return SitePage(b"", status=301, headers={"Location": self.url(path)})

    def shown(
        self, ask: SiteRequest, number: str, render: Callable[[PlannedItem, datetime], str]
    ) -> SitePage:
        """An article page by its number: 404 before it is published, its gone status after removal."""
        item = self.by_number.get(int(number))
        if item is None or item.at > ask.now:
            return self.missing()
        if not item.visible(ask.now):
            return self.missing(item.gone_status)
        stage = "edited" if item.edit and ask.now >= item.edit.at else "first"
        found = item

        def make() -> SitePage:
            return SitePage(
                self.encode(render(found, ask.now)), self.html_type, changed=found.changed_at(ask.now)
            )

        return self.keep((number, stage), make)

    html_type: ClassVar[str] = HTML

    def encode(self, text: str) -> bytes:
        """A page's bytes."""
        return text.encode()

    # -- lists, paged in every way that sites have ---------------------------------------------------

    @route(r"/lists/(?:all|search)")
    def counted_list(self, ask: SiteRequest) -> SitePage:
        """By number (`page`), by place (`start`), by cursor (`before`); what is sent by POST counts alike."""
        items = self.visible(ask.now)
        if before := ask.count("before"):
            items = [item for item in items if item.number < before]
        start = ask.count("start") or (max(1, ask.count("page", 1)) - 1) * self.page_size
        return self._plain_list(items[start : start + self.page_size], ask.now)

    @route(r"/lists/(\d{4})/(\d{1,2})")
    def month_list(self, ask: SiteRequest, year: str, month: str) -> SitePage:
        """A Jalali month's items, in pages."""
        items = [item for item in self.visible(ask.now) if _month(item) == (int(year), int(month))]
        start = (max(1, ask.count("page", 1)) - 1) * self.page_size
        return self._plain_list(items[start : start + self.page_size], ask.now)

    @route(r"/api/items")
    def data_list(self, ask: SiteRequest) -> SitePage:
        """The same as an application's data."""
        items = [item for item in self.visible(ask.now) if item.number < (ask.count("before") or 10**9)]
        rows = [
            {"head": item.text_at(ask.now).title, "path": self.path_at(item, ask.now), "at": utc_z(item.at),
             "no": item.number}
            for item in items[: self.page_size]
        ]  # fmt: skip
        body = {"data": {"rows": rows, "last": rows[-1]["no"] if rows else None}}
        return SitePage(json.dumps(body, ensure_ascii=False).encode(), "application/json")

    def _plain_list(self, items: list[PlannedItem], now: datetime) -> SitePage:
        rows = "".join(
            f'<li><h3><a href="{esc(self.url(self.path_at(item, now)))}">{esc(item.text_at(now).title)}</a>'
            "</h3></li>"
            for item in items
        )
        return SitePage(f'<html lang="fa"><meta charset="utf-8"><ul>{rows}</ul></html>'.encode())

    @route(r"/robots\.txt")
    def robots_txt(self, ask: SiteRequest) -> SitePage:
        return SitePage(self.robots.encode(), "text/plain; charset=utf-8")

    @route(r"/(?:favicon\.ico|img/.+|d/.+|files/.+\.jpg|cdn/.+)")
    def picture(self, ask: SiteRequest) -> SitePage:
        return SitePage(PIXEL, "image/png")


def _month(item: PlannedItem) -> tuple[int, int]:
    day = jalali(item.at)
    return day.year, day.month


def esc(text: str) -> str:
    """Text safe in HTML and XML."""
    return html.escape(text, quote=True)


def slug(title: str) -> str:
    """A Persian slug: words and ZWNJ kept, the rest hyphens."""
    return re.sub(rf"[^\w{ZWNJ}]+", "-", title).strip("-")


def utc_z(at: datetime) -> str:
    """2026-11-23T10:15:30Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def tehran_iso(at: datetime, *, naive: bool = False) -> str:
    """Tehran time in ISO, with its offset or without."""
    local = at.astimezone(TEHRAN)
    return local.strftime("%Y-%m-%dT%H:%M:%S") if naive else local.isoformat()
