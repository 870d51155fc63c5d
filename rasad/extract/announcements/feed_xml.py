"""Hostile XML to a tree: no entities, no network, no DTD; broken feeds are mended where it is safe."""

from __future__ import annotations

import html
import re

from lxml import etree

from rasad.extract import limits
from rasad.extract.errors import ParseError
from rasad.extract.html.charset import to_text

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,2000}(?:\[.{0,200000}?\]\s*)?>", re.S | re.I)
_PROLOG = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));|&")
_KEEP = {"amp", "lt", "gt", "quot", "apos"}
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


def parse(
    body: bytes, content_type: str | None, declared: str | None = None, cap: int = limits.MAX_BYTES
) -> tuple[etree._Element, list[str]]:
    """The root and what was wrong with the XML. Raises `ParseError` when there is no tree at all.

    The document type is cut out before the parser sees it, so no entity can be defined; HTML entities and
    bare ampersands are mended; then libxml2 recovers what it can.
    """
    limits.check(body, cap)
    text, _ = to_text(body, content_type, declared)
    text = _PROLOG.sub("", _ILLEGAL.sub("", text).lstrip("\ufeff \r\n\t"), count=1)
    text = _DOCTYPE.sub("", text)
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
    return root, errors


def name_of(element: etree._Element) -> str:
    """The local name in lower case; '' for what is not an element (an unresolved entity)."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def space_of(element: etree._Element) -> str:
    """The namespace in lower case, or ''."""
    tag = element.tag
    return tag[1:].split("}", 1)[0].lower() if isinstance(tag, str) and tag.startswith("{") else ""


def text_in(element: etree._Element | None) -> str:
    """All text below an element, stripped."""
    return "".join(map(str, element.itertext("*"))).strip() if element is not None else ""


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """Children with one of these local names, in the order of `names`."""
    return [child for name in names for child in element if name_of(child) == name]
