"""The last resort for a body: readability, and where that is short or full of links, trafilatura."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import Any

from rasad.extract.article.body import Body, from_node, text_paragraphs
from rasad.extract.html.likeness import letters
from rasad.extract.html.page import Page, text_of
from rasad.outlets.definitions import Rules

# trafilatura deletes every ZWNJ; U+A9CF is caseless and printable, so it passes.
ZWNJ, PLACEHOLDER = "\u200c", "\ua9cf"

for _name in ("trafilatura", "readability"):  # their verdicts are ours to judge, not the log's
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_SHORT = 250
_LINKED = 0.4
_MAX_SOURCE = 3_000_000
_MAX_TAGS = 60_000  # the readers take 0.1 ms a tag; real pages seen hold under 5,000


def by_reader(page: Page, rules: Rules, title: str, lead: str) -> Body | None:
    """The body of an unknown page, or None. Slow (20 ms a page): called only when all else failed."""
    source = page.tree.html or ""
    if len(source) > _MAX_SOURCE or not 0 < source.count("<") <= _MAX_TAGS:
        return None
    found = _readability(source, page.url, rules, title, lead)
    if found is not None and len(found) >= _SHORT and found.linked <= _LINKED:
        return found
    other = _trafilatura(source, rules, title, lead)
    if other is not None:
        other = replace(other, linked=_linked(page, other.paragraphs))
    if other is not None and (found is None or found.linked > _LINKED or len(other) > len(found)):
        return other
    return found


def _readability(source: str, url: str, rules: Rules, title: str, lead: str) -> Body | None:
    from readability import Document

    try:
        summary: str = Document(source, min_text_length=25).summary(html_partial=True)
    except Exception:  # readability raises anything on odd trees; that is its answer "no article"
        return None
    part = Page(summary, url)
    node = part.tree.body
    found = from_node(node, rules, title, lead, "readability") if node is not None else None
    return found if found is not None and found.paragraphs else None


def _trafilatura(source: str, rules: Rules, title: str, lead: str) -> Body | None:
    import trafilatura

    options: dict[str, Any] = {"include_comments": False, "include_tables": True, "output_format": "txt"}
    try:
        text = trafilatura.extract(source.replace(ZWNJ, PLACEHOLDER), **options)
    except Exception:  # as above
        return None
    if not text:
        return None
    text = re.sub(r"(?m)^- ", "", text.replace(PLACEHOLDER, ZWNJ))
    return Body(text_paragraphs(text, rules, title, lead), "trafilatura", 0.0)


def _linked(page: Page, paragraphs: list[str]) -> float:
    """The share of the text that is the text of some link of the page (trafilatura glues list items)."""
    text = letters(" ".join(paragraphs))
    anchors = {letters(text_of(node)) for node in page.all("a[href]")[:600]}
    covered = sum(len(anchor) * text.count(anchor) for anchor in anchors if len(anchor) >= 10)
    return min(1.0, covered / len(text)) if text else 0.0
