"""A newspaper's day: its index page leads to articles, to page images or pages, and to the PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from selectolax.lexbor import LexborNode

from rasad.extract import limits
from rasad.extract.announcements.listing import Link, href, is_article_url, item_id, links_in
from rasad.extract.html.charset import to_text
from rasad.extract.html.page import Page, clean, text_of
from rasad.outlets.addresses import split_url, without_anchor
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.field_types import split_rule
from rasad.persian.dates import Parsed, explain

_PDF = re.compile(r"(?i)\.pdf(?:$|[?#])|/pdf(?:/|$)|download.*pdf")
_NO_PAGE = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|css|js|zip|xml)$")


@dataclass(frozen=True, slots=True)
class EditionPage:
    """What one index page (of an issue, or of one page of it) leads to.

    `articles` each once; `pdfs` and `pages` whole addresses; `next` the following page or None; `day` the
    issue's day as printed; `front_page` the picture of its first page.
    """

    articles: list[Link] = field(default_factory=list)
    pdfs: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    next: str | None = None
    day: Parsed | None = None
    front_page: str = ""


def parse_edition_index(
    html: bytes, url: str, spec: OutletSpec, seen_at: datetime | None = None, content_type: str | None = None
) -> EditionPage:
    """Links of an issue's index by `rules.edition`; without article rules, by the look of the address.

    Pages are of the same outlet; a link that is both page and article is an article. Raises `ParseError` for
    a bomb.
    """
    limits.check_html(html)
    source, _ = to_text(html, content_type, spec.fetch.encoding)
    page = Page(source, url)
    rules = spec.rules.edition
    pdfs = [link for link in _addresses(page, rules.pdf_links) if _PDF.search(link)]
    articles = _articles(page, spec, set(pdfs))
    taken = {item_id(link.url, spec) for link in articles} | {item_id(url, spec)}
    pages = [
        link
        for link in _addresses(page, rules.page_links)
        if spec.owns(link) and link not in pdfs and item_id(link, spec) not in taken and not _is_file(link)
    ]
    following = next((link for link in _addresses(page, rules.next) if spec.owns(link) and link != url), None)
    day = _day(page, spec, seen_at or datetime.now(UTC))
    front = next(iter(_addresses(page, rules.front_page)), "")
    return EditionPage(articles, pdfs, pages, following, day, front)


def _articles(page: Page, spec: OutletSpec, pdfs: set[str]) -> list[Link]:
    nodes: dict[int, LexborNode] = {}
    for rule in spec.rules.edition.article_links:
        for node in page.all(split_rule(rule)[0])[: limits.MAX_LINKS]:
            nodes.setdefault(node.mem_id, node)
    if spec.rules.article_url or spec.id_pattern:
        anchors = [*nodes.values()] if nodes else page.all("a[href], area[href]")[: limits.MAX_LINKS]
        chosen = [node for node in anchors if is_article_url(page.absolute(href(node)), spec)]
        found = links_in(page, spec, chosen)
        if found or not nodes:
            return [link for link in found if link.url not in pdfs and not _PDF.search(link.url)]
    plain: dict[str, Link] = {}
    here = without_anchor(page.url)
    for node in nodes.values():
        url = without_anchor(page.absolute(href(node)))
        if (
            url
            and url != here
            and spec.owns(url)
            and url not in pdfs
            and not _PDF.search(url)
            and not _is_file(url)
        ):
            title = text_of(node, " ") or clean(node.attributes.get("title") or node.attributes.get("alt"))
            if title:
                plain.setdefault(url, Link(url, title[:500]))
    return list(plain.values())


def _addresses(page: Page, rules: tuple[str, ...]) -> list[str]:
    found: dict[str, None] = {}
    for rule in rules:
        for value in page.values(rule):
            link = without_anchor(page.absolute(value))
            if link:
                found.setdefault(link)
    return list(found)


def _is_file(url: str) -> bool:
    return bool(_NO_PAGE.search(split_url(url).path))


def _day(page: Page, spec: OutletSpec, seen_at: datetime) -> Parsed | None:
    for rule in spec.rules.edition.day:
        for text in page.values(rule, separator=" ")[:3]:
            verdict = explain(text, seen_at)
            if isinstance(verdict, Parsed):
                return verdict
    return None
