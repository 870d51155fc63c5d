"""Our own documentation pages as HTML: Markdown, then only harmless elements kept."""

from __future__ import annotations

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown import markdown

_TAGS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "a", "code", "pre"}
_TAGS |= {"em", "strong", "br", "hr", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}


def html_of(text: str) -> SafeString:
    """Markdown with tables and fenced code as HTML without scripts, styles or foreign elements."""
    html = markdown(text, extensions=["tables", "fenced_code", "sane_lists"])
    # In a cell a bar must be written as `\|`, in code too; the extension leaves the backslash standing there.
    html = re.sub(r"<td>.*?</td>", lambda cell: cell.group().replace(r"\|", "|"), html, flags=re.DOTALL)
    return mark_safe(nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}))  # noqa: S308 - nh3
