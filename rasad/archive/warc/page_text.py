"""The text of an archived page: evidence is shown in the charset in which it was read."""

from __future__ import annotations

from rasad.extract.html.charset import to_text


def page_text(body: bytes, content_type: str = "", declared: str = "") -> str:
    """The body as the stages read it; `declared` is the outlet's own `fetch.encoding`. Never raises."""
    text, _ = to_text(body, content_type or None, declared or None)
    return text
