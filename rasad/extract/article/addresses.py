"""What a page says of its own address: the canonical one, and every other that leads to it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from rasad.extract.html import jsonld
from rasad.extract.html.page import Page
from rasad.outlets.addresses import split_url
from rasad.outlets.definitions import OutletSpec

MAX_ALIASES = 10


def canonical(page: Page, spec: OutletSpec) -> str:
    """`rel=canonical` if it is this outlet's and this item's; else the address that was fetched."""
    stated = page.link("canonical")
    return stated if stated and stated != page.url and is_same_item(stated, page.url, spec) else page.url


def aliases(page: Page, spec: OutletSpec, short_link: str, main: str) -> list[str]:
    """Other addresses of the same item: fetched, og:url, amp, mobile, JSON-LD's, the short link."""
    stated = [
        page.url,
        page.link("canonical"),
        page.absolute(page.meta("og:url")),
        page.link("amphtml"),
        page.link("shortlink"),
        *(page.absolute(address) for address in jsonld.addresses(page.article_ld)),
    ]
    found = {url: None for url in stated if url and is_same_item(url, page.url, spec)}
    if short_link and len(split_url(short_link).path.strip("/")) > 2:
        found.setdefault(short_link)
    found.pop(main, None)
    return list(found)[:MAX_ALIASES]


def is_same_item(stated: str, fetched: str, spec: OutletSpec) -> bool:
    """Whether an address may be another name of the fetched item.

    It must be the outlet's, not its front page (a template's fault that would fold all items into one), and
    where the family's pattern reads an item number in both, the numbers must agree.
    """
    if not spec.owns(stated):
        return False
    here, there = _parts(fetched), _parts(stated)
    if there == "" and here != "":
        return False
    if spec.id_pattern:
        one, other = re.search(spec.id_pattern, fetched), re.search(spec.id_pattern, stated)
        if one and other:
            return one["id"] == other["id"]
    return True


def _parts(url: str) -> str:
    parts = split_url(url)
    return unquote(parts.path).strip("/") + (f"?{parts.query}" if parts.query else "")
