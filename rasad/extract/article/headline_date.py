"""The date printed beside the headline, where no rule knows the theme: the last resort for `published`.

Only what a reader would take for the article's own: a short line in the headline's box, no link, no list, no
side bar, and not the clock of the page («امروز …», or today's day with a weekday above the headline).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from selectolax.lexbor import LexborNode

from rasad.extract.html.likeness import letters
from rasad.extract.html.page import Page, text_of
from rasad.persian.dates import Parsed, Refused, explain
from rasad.persian.dates.jalali import tehran_today

_UP = 3  # boxes climbed from the headline
_MOST = 120  # elements looked at
_LONGEST = 100
_NOT_IN = {
    "a", "aside", "footer", "form", "nav", "option", "select", "table", "html", "body", "head",
}  # fmt: skip
_OTHER = re.compile(r"comment|related|most|popular|latest|sidebar|footer|widget|نظر", re.I)
_CLOCK = re.compile(r"امروز|اکنون|هم‌?اکنون|^\W*(?:به ?روز ?رسانی|بروزرسانی|آخرین ویرایش)|©|کپی")


def date_beside(page: Page, title: str, seen_at: datetime) -> Parsed | None:
    """The moment printed nearest to the headline, or None."""
    heading = _heading(page, title)
    if heading is None:
        return None
    today = tehran_today(seen_at)
    seen: set[int] = {heading.mem_id}
    box, looked = heading.parent, 0
    for _ in range(_UP):
        if box is None or box.tag in ("body", "html"):
            return None
        for node in _lines(box, seen):
            looked += 1
            if looked > _MOST:
                return None
            text = text_of(node, " ")
            if not 6 <= len(text) <= _LONGEST or _CLOCK.search(text):
                continue
            if sum(len(link.text()) for link in node.css("a")) > len(text) / 2:
                continue
            verdict = _moment(node, text, seen_at)
            if not isinstance(verdict, Parsed) or (verdict.calendar == "relative" and len(text) > 40):
                continue
            if verdict.precision == "day" and tehran_today(verdict.at) == today and "شنبه" in text:
                continue
            return verdict
        seen.add(box.mem_id)
        box = box.parent
    return None


def _moment(node: LexborNode, text: str, seen_at: datetime) -> Parsed | Refused:
    """What the line says; where that is a day, with the minute of its `<time datetime>` on that day."""
    verdict = explain(text, seen_at)
    if not isinstance(verdict, Parsed) or verdict.precision == "minute":
        return verdict
    stamp = node if node.tag == "time" else node.css_first("time[datetime]")
    exact = explain(stamp.attributes.get("datetime") or "", seen_at) if stamp is not None else verdict
    same = isinstance(exact, Parsed) and tehran_today(exact.at) == tehran_today(verdict.at)
    return exact if same else verdict


def _heading(page: Page, title: str) -> LexborNode | None:
    wanted = letters(title)
    for css in ("h1", "h2", "h3"):
        for node in page.all(css)[:10]:
            if wanted and letters(text_of(node)) == wanted:
                return node
    return None


def _lines(box: LexborNode, seen: set[int]) -> Iterator[LexborNode]:
    """Elements of a box that hold a short text, in document order; not those already looked at."""
    stack = _children(box)
    while stack:
        node = stack.pop()
        if node.mem_id in seen or node.tag in _NOT_IN:
            continue
        if _OTHER.search(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"):
            continue
        if len(node.text()) <= 2 * _LONGEST:
            seen.add(node.mem_id)
            yield node
        else:
            stack += _children(node)


def _children(node: LexborNode) -> list[LexborNode]:
    """Element children, last first, for a stack."""
    return list(node.iter())[::-1]
