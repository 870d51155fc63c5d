"""The text that alert rules are matched on: the article's own, without what outlets put around it."""

from __future__ import annotations

import re
from dataclasses import replace

from rasad.search.documents import Document

#: A line that ends the article's own text: what follows it is the outlet's.
_END = re.compile(r"(?m)^\s*(?:انتهای|پایان)\s+پیام\b[^\n]{0,40}$")
#: Lines of the outlet inside or below a text: links to other items, codes, invitations.
_LINES = re.compile(
    r"(?m)^\s*(?:(?:بیشتر|همچنین)\s+بخوانید|اخبار\s+مرتبط|مطالب\s+مرتبط|خبرهای\s+مرتبط|لینک\s+کوتاه|کد\s+(?:خبر|مطلب)"
    r"|برای\s+عضویت|ما\s+را\s+(?:در|دنبال)|برچسب\s*‌?\s*ها\s*:)[^\n]*$"
)


def own_text(doc: Document) -> Document:
    """The document with its body cut to the article's own text; itself where nothing is to be cut."""
    body = doc.text.body
    end = _END.search(body)
    kept = _LINES.sub("", body[: end.start()] if end else body)
    return doc if kept == body else replace(doc, text=replace(doc.text, body=kept))
