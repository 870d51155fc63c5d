"""Article links of a home page, listing or archive page, each once, with its headline and printed date."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from selectolax.lexbor import LexborNode, SelectolaxError

from rasad.extract import limits
from rasad.extract.html.charset import to_text
from rasad.extract.html.page import Page, clean, text_of
from rasad.outlets.addresses import is_tracker, split_url, without_anchor
from rasad.outlets.definitions import OutletSpec

_NEVER = re.compile(
    r"(?i)/(?:print|save|redirect|share|login|register|signup|tags?|topics?|keywords?|rss|feeds?|search|archive|"
    r"comments?|ads?|links?|wp-(?:admin|login|json|content)|cdn-cgi|service|categor(?:y|ies)|authors?|page|users?|profile|account|members?|"
    r"cart|shop|products?|about|contact)(?:/|\.|$)|"
    r"\.(?:jpe?g|png|gif|webp|svg|css|js|pdf|zip|mp[34]|xml|docx?|xlsx?)$"
)
#: Of these the other forms of an item: a pattern that takes their numbers, too, does not mean them.
_COPY = re.compile(r"(?i)/(?:print|save|redirect|share|comments?|amp)|\.")
_LOOKS = re.compile(
    r"/(?:news|posts?|articles?|show|view|details?|node|stor(?:y|ies)|contents?|khabar|item)/(?:[^/?]+/)*\d{2,}(?:[/.-]|$)|"
    r"/\d{5,}(?:[/.-]|$)|(?:-[^/-]+){4,}|/(?:1[34]|20)\d\d/\d{1,2}/\d{1,2}/|[?&](?:id|nid|nn|newsid|p)=\d+"
)
# Titles of a site's own pages, which some outlets keep under the addresses of news.
_ABOUT = re.compile(
    r"^(?:درباره (?:ما|سایت|[^ ]{3,12})|تماس با ما|ارتباط با ما|خط ?[\u200c ]?مشی|قوانین و مقررات|"
    r"شرایط استفاده|حریم خصوصی|حریم شخصی|تبلیغات|تعرفه تبلیغات|پیوندها|نقشه سایت|کنداکتور|"
    r"اساسنامه|همکاری با ما|"
    r"about us|contact us|privacy policy)$",
    re.I,
)
_YEAR = re.compile(r"(?:1[34]|20|۱[۳۴]|۲۰)[\d۰-۹]{2}")
# A link's `title` that says when, not what: «08:00 - 1394/03/20», «۴ روز قبل».
_MOMENT = re.compile(r"^[\d۰-۹:/\s-]{8,}$|^[\d۰-۹]+ (?:دقیقه|ساعت|روز|هفته|ماه|سال) (?:قبل|پیش)$")
_HEADING = re.compile(r"h[1-6]$")
_KICKER = re.compile(
    r"(?i)(?:^|[\s_-])(?:rutitr|roo?titr|kicker|up[_-]?title|overline|surtitle|pre-?title)(?:$|[\s_-])"
)
_UP = 6  # parents climbed from a link to its item


@dataclass(frozen=True, slots=True)
class Link:
    """One announced article. `published_text` as printed beside it, or ''."""

    url: str
    title: str = ""
    published_text: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing announces. `next_page`: the following (older) page, or None.

    `left_out`: links further down that were not looked at.
    """

    links: list[Link] = field(default_factory=list)
    next_page: str | None = None
    left_out: int = 0


def parse_listing(html: bytes, url: str, spec: OutletSpec, content_type: str | None = None) -> Listing:
    """Links that lead to an article of this outlet, in the page's order.

    What is an article's address says `rules.article_url`, else `id_pattern`, else its look (a number, a long
    slug, a date). Several addresses of one item number count once. Raises `ParseError` for a bomb.
    """
    limits.check_html(html)
    source, _ = to_text(html, content_type, spec.fetch.encoding)
    page = Page(source, url)
    anchors = page.all("a[href]")
    left_out = max(0, len(anchors) - limits.MAX_LINKS)
    return Listing(links_in(page, spec, anchors), _next_page(page, spec), left_out)


def links_in(page: Page, spec: OutletSpec, anchors: list[LexborNode]) -> list[Link]:
    """The links of these anchors of a page that lead to articles, each once."""
    items = {node.mem_id for css in spec.rules.listing_items for node in page.all(css)}
    found: dict[str, Link] = {}
    weights: dict[str, tuple[int, int]] = {}
    here = item_id(without_anchor(page.url), spec)
    for node in anchors[: limits.MAX_LINKS]:
        url = page.absolute(href(node))
        if not url or not is_article_url(url, spec):
            continue
        url = untracked(without_anchor(url))
        key = item_id(url, spec)
        if key == here:
            continue
        title = text_of(node, " ")
        label = clean(node.attributes.get("title") or node.attributes.get("data-title"))
        when = label if _MOMENT.match(label) else ""
        title = title or ("" if when else label)
        if _ABOUT.match(title):
            continue
        before, weight = found.get(key), _weight(node, title)
        if before is None:
            beside = _date_beside(node, spec, items)
            found[key] = Link(url, title[:500], beside or (when if _YEAR.search(when) else ""))
        elif weight > weights[key]:
            found[key] = Link(before.url, title[:500], before.published_text)
        weights[key] = max(weight, weights.get(key, weight))
    return list(found.values())


def _weight(node: LexborNode, title: str) -> tuple[int, int]:
    """How likely a link's text is the headline: the higher its heading, then the longer it is.

    Kickers and times come last.
    """
    if not title or _MOMENT.match(title):
        return -2, 0
    inner = node.css_first("h1, h2, h3, h4, h5, h6")
    tags, classes = [(inner.tag if inner is not None else None) or ""], ""
    around: LexborNode | None = node
    for _ in range(3):
        if around is not None:
            tags.append(around.tag or "")
            classes += f" {around.attributes.get('class') or ''}"
            around = around.parent
    level = next((10 - int(tag[1]) for tag in tags if _HEADING.match(tag)), 0)
    return (-1 if _KICKER.search(classes) else level), len(title)


def href(node: LexborNode) -> str | None:
    """Where a node leads: papers put the address of a page's areas into `data-alt-href`."""
    return node.attributes.get("href") or node.attributes.get("data-alt-href")


def is_article_url(url: str, spec: OutletSpec) -> bool:
    """Whether an address is one of this outlet's articles, by its rules.

    A maintainer's own `article_url` (or `id_pattern`) wins over the built-in list of what is never one.
    """
    if not spec.owns(url):
        return False
    parts = split_url(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    plain = unquote(path)
    if spec.rules.article_url:
        named = any(re.search(p, path) or re.search(p, plain) for p in spec.rules.article_url)
        return named and (spec.own_links or not _NEVER.search(parts.path))
    if spec.id_pattern:
        found, never = re.search(spec.id_pattern, url), _NEVER.search(parts.path)
        meant = spec.own_links and not (never and _COPY.match(never.group()))
        return found is not None and (never is None or meant)
    return bool(_LOOKS.search(plain)) and not _NEVER.search(parts.path)


def item_id(url: str, spec: OutletSpec) -> str:
    """The item's number by `id_pattern`, else the address itself."""
    found = re.search(spec.id_pattern, url) if spec.id_pattern else None
    return f"#{found['id']}" if found else unquote(url.split("://", 1)[-1].removeprefix("www.")).rstrip("/")


def untracked(url: str) -> str:
    """Without the parameters that say where a reader came from; the others stay as they are written."""
    address, question, query = url.partition("?")
    if not question:
        return url
    query, hash_sign, fragment = query.partition("#")
    kept = [pair for pair in query.split("&") if not is_tracker(pair.partition("=")[0])]
    return address + ("?" + "&".join(kept) if any(kept) else "") + hash_sign + fragment


def _date_beside(node: LexborNode, spec: OutletSpec, items: set[int]) -> str:
    """The date printed in the link's listing item."""
    if not spec.rules.listing_date:
        return ""
    parent, climbed = node.parent, 0
    while parent is not None and climbed < _UP:
        if parent.mem_id in items or (not items and parent.tag in ("li", "article", "tr")):
            for css in spec.rules.listing_date:
                try:
                    found = parent.css_first(css)
                except SelectolaxError:
                    continue
                if found is not None and (text := _printed(found)):
                    return text
            return ""
        parent, climbed = parent.parent, climbed + 1
    return ""


def _printed(node: LexborNode) -> str:
    """A date element's text; where that is relative («۴ روز قبل»), the moment its title or datetime names."""
    text, *attributes = (
        text_of(node, " "),
        clean(node.attributes.get("title")),
        clean(node.attributes.get("datetime")),
    )
    exact = next((value for value in (text, *attributes) if _YEAR.search(value)), "")
    return (exact or text or next(filter(None, attributes), ""))[:100]


def _next_page(page: Page, spec: OutletSpec) -> str | None:
    for rule in spec.rules.next_page:
        for value in page.values(rule):
            found = page.absolute(value)
            if found and found != page.url and spec.owns(found):
                return found
    return None
