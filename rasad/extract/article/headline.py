"""The headline of an article, told from the site's name and the kicker that stand around it."""

from __future__ import annotations

import re

from rasad.extract.article.extraction import Found, found
from rasad.extract.html import jsonld
from rasad.extract.html.likeness import alike, letters, words
from rasad.extract.html.page import Page, clean
from rasad.outlets.addresses import bare_host
from rasad.outlets.definitions import OutletSpec

_SEPARATORS = re.compile(r"\s+[|\-–—»::]+\s+|\s*[|»]\s*|\s*-\s+")
_LONGEST = 1000


def site_words(page: Page, spec: OutletSpec) -> set[str]:
    """Words that name the site, which a `<title>` appends to every headline."""
    named = [
        page.meta("og:site_name"),
        page.meta("publisher", "dc.publisher"),
        spec.name,
        *bare_host(spec.home).split("."),
    ]
    return {word for name in named for word in words(name)} | {
        "news",
        "agency",
        "خبرگزاری",
        "اخبار",
        "سایت",
        "پایگاه",
    }


def without_site(title: str, page: Page, spec: OutletSpec) -> str:
    """A `<title>` or og:title without the site's name at its end."""
    for pattern in spec.rules.title_suffix:
        title = re.sub(rf"(?:{pattern})\s*$", "", title).strip()
    site = site_words(page, spec)
    first = _SEPARATORS.search(title)
    if first and (start := words(title[: first.start()])) and start <= site and title[first.end() :].strip():
        title = title[first.end() :].strip()  # «خبرگزاری … | headline»
    while True:
        cuts = [found for found in _SEPARATORS.finditer(title) if found.start() > 0]
        if not cuts:
            return title
        tail = words(title[cuts[-1].end() :])
        if tail and not tail <= site:
            return title
        title = title[: cuts[-1].start()].strip()


def stated_titles(page: Page, spec: OutletSpec) -> list[tuple[str, str]]:
    """Headlines by JSON-LD and meta, best first, each as (source, text)."""
    ld = page.article_ld
    stated = [
        ("json-ld:headline", clean(jsonld.text(ld.get("headline") or ld.get("headLine") or ld.get("name")))),
        *(
            (f"meta:{name}", without_site(page.meta(name), page, spec))
            for name in ("og:title", "twitter:title", "dc.title")
        ),
    ]
    node = page.first("head > title") or page.first("title")
    if node is not None:
        stated.append(("title", without_site(clean(node.text()), page, spec)))
    return [(source, text) for source, text in stated if text]


def title(page: Page, spec: OutletSpec) -> Found[str] | None:
    """The headline: a selector's text that JSON-LD or meta confirm; the only h1 may be the logo."""
    everything = stated_titles(page, spec)
    named = words(page.meta("og:site_name")) | words(spec.name)
    stated = [pair for pair in everything if not words(pair[1]) <= named]  # some repeat the site's name
    firm = [pair for pair in stated if pair[0] != "title"]
    confirmed, unconfirmed = _selected(page, spec, stated)
    if confirmed is not None:
        return confirmed
    if unconfirmed is not None and not firm:
        return found(unconfirmed[1][:_LONGEST], unconfirmed[0], 0.7)
    if stated:
        return found(stated[0][1][:_LONGEST], stated[0][0], 0.8 if firm else 0.6)
    return found(everything[0][1][:_LONGEST], everything[0][0], 0.4) if everything else None


def _selected(
    page: Page, spec: OutletSpec, stated: list[tuple[str, str]]
) -> tuple[Found[str] | None, tuple[str, str] | None]:
    """The selector's text that a stated headline confirms; else the first (rule, text) that may be one."""
    site = words(page.meta("og:site_name")) | words(spec.name)
    unconfirmed: tuple[str, str] | None = None
    for rule in spec.rules.title:
        for text in page.values(rule)[:5]:
            if any(alike(text, other) for _, other in stated):
                whole = _without_kicker(text, page, spec, stated)
                return found(whole[:_LONGEST], f"selector:{rule}", 0.98), None
            is_site = bool(site) and words(text) <= site
            if unconfirmed is None and not is_site and len(text) > 5:
                unconfirmed = (f"selector:{rule}", text)
    return None, unconfirmed


def _without_kicker(text: str, page: Page, spec: OutletSpec, stated: list[tuple[str, str]]) -> str:
    """A headline without the kicker that some themes put into the same h1."""
    for rule in spec.rules.kicker:
        for above in page.values(rule)[:2]:
            rest = text[len(above) :]
            is_headline = any(letters(other) == letters(rest) for _, other in stated)
            if text.startswith(above) and len(rest) > 10 and is_headline:
                return clean(rest)
    return text
