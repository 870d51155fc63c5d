"""The pages of a site as they were fetched for a proposal, each read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from rasad.extract import limits
from rasad.extract.announcements.announced import data_kind
from rasad.extract.announcements.feeds import FeedParse, parse_feed
from rasad.extract.announcements.sitemaps import SitemapParse, parse_sitemap, unpack
from rasad.extract.barriers import Barrier, barrier
from rasad.extract.errors import ExtractError
from rasad.extract.html.charset import to_text
from rasad.extract.html.page import Page, clean, text_of
from rasad.outlets.addresses import host_and_port, split_url, without_anchor

_MOST_LINKS = 3_000  # of one page that are looked at


@dataclass(frozen=True, slots=True)
class SavedPage:
    """An answer. `url` as it was asked for, `final_url` after redirects; `problem`: why there is none."""

    url: str
    final_url: str
    status: int
    body: bytes
    content_type: str
    seen_at: datetime
    problem: str = ""

    @property
    def ok(self) -> bool:
        return self.status == 200 and not self.problem


class SiteLink(NamedTuple):
    """A link to a page of the same site; `rel` and `text` as written."""

    url: str
    text: str
    rel: str = ""


@dataclass
class SurveyedSite:
    """`home` as it was given; pages by the address that was asked for."""

    home: str
    pages: dict[str, SavedPage] = field(default_factory=dict)
    _html: dict[str, Page | None] = field(default_factory=dict)
    _feeds: dict[str, FeedParse | None] = field(default_factory=dict)
    _maps: dict[str, SitemapParse | None] = field(default_factory=dict)
    _links: dict[str, list[SiteLink]] = field(default_factory=dict)

    @property
    def start(self) -> str:
        """The home page's own address, where its redirects lead."""
        page = self.pages.get(self.home)
        return page.final_url if page is not None and page.final_url else self.home

    @property
    def seen_at(self) -> datetime:
        """When the home page was fetched."""
        return self.pages[self.home].seen_at

    def owns(self, url: str) -> bool:
        """Whether an address is on the site's host."""
        parts = split_url(url)
        here = host_and_port(split_url(self.start))
        return parts.scheme in ("http", "https") and host_and_port(parts) == here

    def html(self, url: str) -> Page | None:
        """A page's tree; None for what did not come, is no HTML, or is a bomb."""
        if url not in self._html and url in self.pages:
            self._html[url] = self._read(url)
        return self._html.get(url)

    def _read(self, url: str) -> Page | None:
        saved = self.pages.get(url)
        if saved is None or not saved.ok or data_kind(saved.body[:4096]) is not None:
            return None
        try:
            limits.check_html(saved.body)
        except ExtractError:
            return None
        return Page(to_text(saved.body, saved.content_type, None)[0], saved.final_url)

    def feed(self, url: str) -> FeedParse | None:
        """What a feed announces; None for what is no feed, or an empty one."""
        if url not in self._feeds and url in self.pages:
            self._feeds[url] = None
            saved = self.pages.get(url)
            if saved is not None and saved.ok:
                try:
                    found = parse_feed(unpack(saved.body), saved.final_url, saved.content_type, saved.seen_at)
                except ExtractError:
                    found = None
                if found is not None and found.kind in ("rss", "atom", "rdf") and found.items:
                    self._feeds[url] = found
        return self._feeds.get(url)

    def sitemap(self, url: str) -> SitemapParse | None:
        """What a sitemap announces; None for what is none, or an empty one."""
        if url not in self._maps and url in self.pages:
            self._maps[url] = None
            saved = self.pages.get(url)
            if saved is not None and saved.ok and data_kind(saved.body) == "sitemap":
                try:
                    found = parse_sitemap(saved.body, saved.final_url, saved.content_type, saved.seen_at)
                except ExtractError:
                    found = None
                if found is not None and (found.items or found.children):
                    self._maps[url] = found
        return self._maps.get(url)

    def links(self, url: str) -> list[SiteLink]:
        """The links of a page to pages of the site, in its order, each address once with its longest text."""
        if url not in self._links and url in self.pages:
            page = self.html(url)
            found: dict[str, SiteLink] = {}
            for link in _links(page) if page is not None else ():
                known = found.get(link.url)
                if self.owns(link.url) and (known is None or len(link.text) > len(known.text)):
                    found[link.url] = link
            self._links[url] = list(found.values())
        return self._links.get(url, [])

    @property
    def html_pages(self) -> list[str]:
        """Addresses of the pages of HTML that came."""
        return [url for url in self.pages if self.html(url) is not None]

    def challenge(self, url: str) -> Barrier | None:
        """The check page, or the refusal, that stands in place of a page; None where there is none."""
        saved = self.pages.get(url)
        return barrier(saved.status, (), saved.body) if saved is not None and not saved.problem else None


def _links(page: Page) -> Iterator[SiteLink]:
    for node in page.all("a[href], area[href]")[:_MOST_LINKS]:
        url = without_anchor(page.absolute(node.attributes.get("href")))
        if url:
            text = text_of(node, " ") or clean(node.attributes.get("title") or node.attributes.get("alt"))
            yield SiteLink(url, text, node.attributes.get("rel") or "")
