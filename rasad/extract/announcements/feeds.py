"""RSS 0.9–2.0, RDF and Atom as outlets really serve them: no weekday, links with newlines, HTML inside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urljoin, urlsplit

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from rasad.extract import limits
from rasad.extract.announcements.feed_xml import children, markup_in, name_of, parse, space_of, text_in
from rasad.extract.html.page import clean
from rasad.outlets.addresses import bare_host, split_url
from rasad.persian.dates import Parsed, explain

_KINDS = {
    "rss": "rss", "feed": "atom", "rdf": "rdf", "html": "html", "channel": "rss", "urlset": "sitemap",
    "sitemapindex": "sitemap",
}  # fmt: skip
_DATES = ("pubdate", "published", "date", "issued", "created", "updated", "modified")
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.I)
_SCHEME = re.compile(r"^(https?):/*(?=[^/])", re.I)
_BARE = re.compile(r"^[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/|$)")
# What WordPress writes under each item, in English and in Persian.
_FOOTER = re.compile(
    r"\s*(?:The post .{1,400} (?:appeared first on|first appeared on) .{1,200}"
    r"|(?:نوشته|مطلب|پست)\s.{1,400}(?:اولین|نخستین)[\s\u200c]بار در .{1,200}(?:پدیدار|منتشر|ظاهر) شد\s*\.?)$",
    re.I,
)
_FOOTER_LENGTH = 1_000  # characters at the end of a text in which it is looked for
_LONGEST_TEXT = 100_000  # characters of an item's HTML that are read; 2,000 of its text are kept
_TEXT_LEAST, _WHOLE_LEAST = 80, 400  # characters of a text, and of a description that is more than a summary
_PHOTO = re.compile(r"(?i)\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One announced item. `published` as the feed says, `updated` where it says that apart.

    `text`: the HTML of its whole text, where the feed holds that beside or as the summary.
    """

    url: str
    title: str
    published: Parsed | None = None
    summary: str = ""
    guid: str = ""
    image: str = ""
    updated: Parsed | None = None
    category: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class FeedParse:
    """A feed. `kind`: rss, atom, rdf, sitemap, html (a page came instead), unknown. `ttl` in seconds or None.

    `left_out`: older items that were not read; `next_url`: where those stand (RFC 5005).
    """

    kind: str
    items: list[FeedItem] = field(default_factory=list)
    ttl: int | None = None
    self_title: str = ""
    errors: list[str] = field(default_factory=list)
    left_out: int = 0
    next_url: str = ""


def parse_feed(
    body: bytes, url: str, content_type: str | None, seen_at: datetime, declared: str | None = None
) -> FeedParse:
    """Items in the feed's order, without those that name no http(s) address (`errors` counts them).

    Of a feed with more than `limits.MAX_ITEMS` items the newest are read, newest first.
    Raises `ParseError` when nothing of it is XML. A page of HTML is no exception but `kind="html"`: outlets
    answer `/rss` with their app's shell.
    """
    root, errors, left_out = parse(body, content_type, ("item", "entry"), limits.MAX_ITEMS, declared=declared)
    kind = _KINDS.get(name_of(root), "unknown")
    if kind in ("html", "unknown", "sitemap"):
        return FeedParse(kind, errors=[f"the root is <{name_of(root)}>, not a feed", *errors])
    channel = root if kind in ("atom", "rdf") else next(iter(children(root, "channel")), root)
    head = next(iter(children(root, "channel")), root) if kind == "rdf" else channel
    parts = [*children(root, "channel"), root]
    entries = [one for part in parts for one in children(part, "item", "entry")]
    items, skipped = [], 0
    for entry in entries:
        item = _item(entry, url, seen_at)
        if item is None:
            skipped += 1
        else:
            items.append(item)
    if skipped:
        errors = [f"{skipped} items without a link", *errors]
    title = clean(text_in(next(iter(children(head, "title")), None)))
    return FeedParse(kind, items, _ttl(head), title, errors, left_out, _next_page(head, url))


def _item(entry: etree._Element, url: str, seen_at: datetime) -> FeedItem | None:
    guid = clean(text_in(next(iter(children(entry, "guid", "id")), None)))
    link = _link(entry, url, guid)
    if not link:
        return None
    texts = [text_in(one)[:_LONGEST_TEXT] for one in children(entry, "description", "summary")]
    whole_texts = [markup_in(one)[:_LONGEST_TEXT] for one in children(entry, "encoded", "content", "body")]
    summary = next(filter(None, (*texts, *whole_texts)), "")
    text = max(whole_texts, key=len, default="")
    if len(plain(text)) < _TEXT_LEAST:
        text = next((one for one in texts if len(plain(one)) >= _WHOLE_LEAST), "")
    dates = _dates(entry, seen_at)
    return FeedItem(
        url=link,
        title=plain(text_in(next(iter(children(entry, "title")), None))),
        published=dates[0],
        summary=plain(summary)[:2000],
        guid=guid,
        image=_image(entry, url, summary),
        updated=dates[1],
        category=" / ".join(
            filter(None, (clean(text_in(c) or c.get("term")) for c in children(entry, "category")))
        )[:300],
        text=text,
    )


def plain(text: str) -> str:
    """Text without the HTML that descriptions hold, and without what WordPress puts under each of them."""
    if "<" in text or "&" in text:
        tree = LexborHTMLParser(text)
        tree.strip_tags(["script", "style"], recursive=True)
        body = tree.body
        text = body.text(separator=" ") if body is not None else ""
    text = clean(text)
    return clean(text[:-_FOOTER_LENGTH] + _FOOTER.sub("", text[-_FOOTER_LENGTH:]))


def whole(link: str, base: str) -> str:
    """A link made whole, if it then is http(s).

    Line breaks (re-indented feeds) are cut, spaces encoded, ampersands that were escaped twice mended, and
    a host without its scheme (`www.a.ir/1`, the feed's own host) is one.
    """
    link = _AMPERSAND.sub("&", re.sub(r"[\r\n\t]+ *", "", link.strip()))
    if not link:
        return ""
    link = _SCHEME.sub(lambda found: f"{found[1]}://", link)
    own = split_url(base)
    if _BARE.match(link) and bare_host(link.split("/", 1)[0]) in (bare_host(own.hostname or ""), _www(link)):
        link = f"{own.scheme or 'https'}://{link}"
    try:
        absolute = urljoin(base, quote(link, safe="%/:=&?~#+!$,;'@()*[]|-._") if " " in link else link)
        parts = urlsplit(absolute)
    except ValueError:
        return ""
    return absolute if parts.scheme in ("http", "https") and parts.hostname else ""


def _www(link: str) -> str:
    """The bare host of a link that starts with `www.`, else what no host is."""
    return bare_host(link.split("/", 1)[0]) if link.lower().startswith("www.") else "-"


def _link(entry: etree._Element, url: str, guid: str) -> str:
    """The address of the item's page: of several alternates the one that is HTML."""
    original = whole(text_in(next(iter(children(entry, "origlink")), None)), url)
    if original:  # what a service that counts readers stands before
        return original
    found: dict[bool, str] = {}
    for link in children(entry, "link"):
        rel, kind = (link.get("rel") or "alternate").lower(), (link.get("type") or "text/html").lower()
        address = whole(text_in(link) or (link.get("href") or ""), _base(link, url))
        if address and rel == "alternate":
            found.setdefault("html" in kind, address)
    if found:
        return found.get(True) or found[False]
    permalink = next((g.get("isPermaLink", "true").lower() for g in children(entry, "guid")), "false")
    if guid and (permalink == "true" or not children(entry, "guid")) and "://" in guid:
        return whole(guid, url)
    abouts = (value for key, value in entry.attrib.items() if str(key).endswith(("}about", ":about")))
    return whole(str(next(abouts, "")), url)


def _next_page(head: etree._Element, url: str) -> str:
    """The page with older items that a feed names."""
    for link in children(head, "link"):
        if (link.get("rel") or "").lower() in ("next", "prev-archive") and link.get("href"):
            return whole(link.get("href") or "", _base(link, url))
    return ""


def _base(element: etree._Element, url: str) -> str:
    """The address relative links are relative to (`xml:base` counts)."""
    found = ""
    node: etree._Element | None = element
    while node is not None and not found:
        found = node.get("{http://www.w3.org/XML/1998/namespace}base") or ""
        node = node.getparent()
    return urljoin(url, found) if found else url


def _dates(entry: etree._Element, seen_at: datetime) -> tuple[Parsed | None, Parsed | None]:
    """Publication and update, as far as the item names them."""
    found: dict[str, Parsed] = {}
    for child in children(entry, *_DATES):
        verdict = explain(clean(text_in(child)), seen_at)
        if isinstance(verdict, Parsed):
            found.setdefault(name_of(child), verdict)
    published = next((found[name] for name in _DATES[:5] if name in found), None)
    updated = found.get("updated") or found.get("modified")
    return published or updated, updated


def _image(entry: etree._Element, url: str, summary: str) -> str:
    """The item's photo: media:content, media:thumbnail, an image enclosure (Nastooh), an img in the text."""
    for child in entry.iter("*"):
        name, kind, target = (
            name_of(child),
            child.get("type") or "",
            child.get("url") or child.get("href") or "",
        )
        is_enclosure = name == "enclosure" or (name == "link" and child.get("rel") == "enclosure")
        is_media = name in ("content", "thumbnail") and "mrss" in space_of(child)
        image = kind.startswith("image/") or child.get("medium") == "image" or bool(_PHOTO.search(target))
        if target and (name == "thumbnail" or image) and (is_enclosure or is_media):
            return whole(target, url)
    for child in children(entry, "image"):
        address = text_in(next(iter(children(child, "url")), None)) or child.get("href") or child.get("url")
        if found := whole(address or text_in(child), url):
            return found
    if "<img" in summary:
        node = LexborHTMLParser(summary).css_first("img[src]")
        return whole((node.attributes.get("src") if node is not None else "") or "", url)
    return ""


def _ttl(head: etree._Element) -> int | None:
    """Seconds the feed asks to be left alone: `ttl` (minutes) or `sy:updatePeriod`/`Frequency`."""
    ttl = text_in(next(iter(children(head, "ttl")), None))
    if ttl.isascii() and ttl.isdigit():
        return min(int(ttl[:6]), 7 * 24 * 60) * 60 or None
    period = text_in(next(iter(children(head, "updateperiod")), None)).lower()
    seconds = {"hourly": 3600, "daily": 86400, "weekly": 604800}.get(period)
    times = text_in(next(iter(children(head, "updatefrequency")), None))
    if seconds is None:
        return None
    return seconds // max(1, int(times[:4]) if times.isascii() and times.isdigit() else 1)
