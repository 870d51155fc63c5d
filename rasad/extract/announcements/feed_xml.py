"""Hostile XML to a tree: no entities, no network, no DTD; broken feeds are mended where it is safe."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from lxml import etree

from rasad.extract import limits
from rasad.extract.announcements.newest import cut_to_newest
from rasad.extract.errors import ParseError
from rasad.extract.html.charset import to_text

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,2000}(?:\[.{0,200000}?\]\s*)?>", re.S | re.I)
_PROLOG = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.S)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));|&")
_KEEP = {"amp", "lt", "gt", "quot", "apos"}
_START = re.compile(
    r"<\?xml\b|<(?:[A-Za-z]\w{0,20}:)?(?:rss|feed|rdf|urlset|sitemapindex|channel)[\s>]", re.I
)
# Where one document was written behind another.
_JOINT = re.compile(
    r"</(?:\w{1,20}:)?(urlset|sitemapindex|rss|feed)\s*>\s*(?:<\?xml[^>]{0,300}\?>\s*)?"
    r"<(?:\w{1,20}:)?\1\b[^>]{0,2000}>",
    re.I,
)
_HTML = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S)
_BLOCK = {
    "p", "div", "br", "li", "ul", "ol", "tr", "td", "th", "table", "blockquote", "pre", "hr", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
# Namespaces of prefixes that feeds use without declaring them.
_SPACES = {
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "video": "http://www.google.com/schemas/sitemap-video/1.1",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "atom": "http://www.w3.org/2005/atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
}
_FEED_SPACES = frozenset({
    "", "http://www.w3.org/2005/atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/",
    "http://backend.userland.com/rss2", "http://blogs.law.harvard.edu/tech/rss",
})  # fmt: skip
_SECOND_SPACES = frozenset({_SPACES["dc"], _SPACES["dcterms"], _SPACES["content"]})
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _mend_entity(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        legal = (
            code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0xFFFF < code < 0x110000
        )
        return found.group() if legal else ""
    if name in _KEEP:
        return found.group()
    char = html.unescape(f"&{name};") if name else "&"
    return html.escape(char) if char != f"&{name};" else f"&amp;{name};"


class ParsedXml(NamedTuple):
    """The root, what was wrong with the XML, and how many items were left out."""

    root: etree._Element
    errors: list[str]
    left_out: int


def parse(
    body: bytes,
    content_type: str | None,
    items: Sequence[str],
    most: int,
    *,
    declared: str | None = None,
    cap: int = limits.MAX_BYTES,
) -> ParsedXml:
    """The document with its `most` newest elements of the names `items`.

    Raises `ParseError` when there is no tree at all.

    What stands before the document (warnings of PHP, blank lines) and a torn end are cut; the document type
    is cut out before the parser sees it, so no entity can be defined; HTML entities and bare ampersands are
    mended; then libxml2 recovers what it can.
    """
    limits.check(body, cap)
    text, _ = to_text(body, content_type, declared)
    text, left_out = cut_to_newest(_document(_ILLEGAL.sub("", text)), items, most)
    parts = _CDATA.split(text)
    text = "".join(part if index % 2 else _ENTITY.sub(_mend_entity, part) for index, part in enumerate(parts))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=True,
        huge_tree=cap > limits.MAX_BYTES, remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise ParseError(f"not XML: {broken}") from None
    if root is None:
        raise ParseError("not XML: no element in it")
    errors = [f"line {entry.line}: {entry.message}" for entry in list(parser.error_log)[:5]]
    return ParsedXml(root, errors, left_out)


def _document(text: str) -> str:
    """The document without what stands before it, its prolog, its document type and its torn last piece."""
    text = text.lstrip("\ufeff \r\n\t")
    if not _HTML.match(text) and (start := _START.search(text)):
        text = text[start.start() :]
    while (prolog := _PROLOG.match(text)) is not None:
        text = text[prolog.end() :].lstrip()
    text = _JOINT.sub("", _DOCTYPE.sub("", text, count=3)).rstrip()
    return text if text.endswith(">") else text[: text.rfind(">") + 1] or text


def name_of(element: etree._Element) -> str:
    """The local name in lower case; '' for what is not an element (an unresolved entity)."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1].lower() if isinstance(tag, str) else ""


def space_of(element: etree._Element) -> str:
    """The namespace in lower case, or ''; of a well-known prefix that nobody declared, what it means."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag.startswith("{"):
        return tag[1:].split("}", 1)[0].lower()
    prefix, colon, _ = tag.partition(":")
    return _SPACES.get(prefix.lower(), prefix.lower()) if colon else ""


def text_in(element: etree._Element | None) -> str:
    """All text below an element, stripped; block elements of markup that is not escaped part words."""
    if element is None:
        return ""
    parts = [element.text or ""]
    walk: Any = etree.iterwalk(element, events=("start", "end")) if len(element) else ()
    for event, node in walk:
        if node is not element:
            space = " " if name_of(node) in _BLOCK else ""
            parts += [space, (node.text if event == "start" else node.tail) or ""]
    return "".join(parts).strip()


def markup_in(element: etree._Element) -> str:
    """The HTML that an element holds: escaped, or as elements of its own (Atom's `xhtml`)."""
    if not len(element):
        return element.text or ""
    inside = [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return html.escape(element.text or "") + re.sub(r"(</?)\w{1,20}:", r"\1", "".join(inside))


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """Children with one of these local names, in the order of `names`.

    Of one name the feed's own element comes before Dublin Core's and `content:`; those of other namespaces
    come after all (`media:title` is a photo's, not the item's).
    """
    found = [child for child in element if name_of(child) in names]
    return sorted(found, key=lambda child: _rank(child, names)) if len(found) > 1 else found


def _rank(child: etree._Element, names: tuple[str, ...]) -> tuple[bool, int, bool]:
    space = space_of(child)
    core = space in _FEED_SPACES
    return not core and space not in _SECOND_SPACES, names.index(name_of(child)), not core
