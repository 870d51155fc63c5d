"""What changed between two versions of a text, word by word, as safe HTML with `<ins>` and `<del>`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from rasad.archive.models import Version
from search_api.highlight_html import clean

FIELDS = {"kicker": "روتیتر", "title": "تیتر", "lead": "لید", "body": "متن"}
MAX_WORDS = 6_000  # of either side; beyond that the texts are only said to differ (difflib is quadratic)
CONTEXT = 14  # unchanged words kept on each side of a change


@dataclass(frozen=True)
class TextChange:
    """One field that changed."""

    name: str
    html: SafeString


def difference(old: str, new: str) -> SafeString:
    """New text with removed and added words marked; long unchanged stretches shortened to «…»."""
    before, after = re.findall(r"\S+|\n+", clean(old)), re.findall(r"\S+|\n+", clean(new))
    if max(len(before), len(after)) > MAX_WORDS:
        return mark_safe('<span class="skipped">متن بلندتر از آن است که واژه‌به‌واژه سنجیده شود.</span>')
    parts: list[str] = []
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (what, a, b, c, d) in enumerate(codes):
        if what == "equal":
            parts.append(_same(after[c:d], first=number == 0, last=number == len(codes) - 1))
            continue
        if a < b:
            parts.append(f"<del>{_text(before[a:b])}</del>")
        if c < d:
            parts.append(f"<ins>{_text(after[c:d])}</ins>")
    return mark_safe(" ".join(parts))  # noqa: S308 - every piece is escaped


def _text(words: list[str]) -> str:
    return escape(" ".join("¶" if word.startswith("\n") else word for word in words))


def _same(words: list[str], *, first: bool, last: bool) -> str:
    if len(words) <= 2 * CONTEXT + 4:
        return _text(words)
    head = "" if first else _text(words[:CONTEXT])
    tail = "" if last else _text(words[-CONTEXT:])
    return f'{head} <span class="skipped">…</span> {tail}'.strip()


def changes(old: Version, new: Version) -> list[TextChange]:
    """The fields of an article that differ between two of its versions."""
    return [
        TextChange(name, difference(getattr(old, field), getattr(new, field)))
        for field, name in FIELDS.items()
        if getattr(old, field) != getattr(new, field)
    ]
