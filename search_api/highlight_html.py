"""Original text to safe HTML with marks at character spans. Everything else is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Span = tuple[int, int]

# Bidi embeddings, overrides and isolates, and C0 controls: a headline must not turn its row round.
_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(text: str) -> str:
    """Text without control and bidi-override characters, for places where no offset matters."""
    return _CONTROL.sub("", text)


def merged(spans: Iterable[Span], length: int) -> list[Span]:
    """Spans cut to the text, sorted, overlapping and touching ones joined."""
    result: list[Span] = []
    for start, end in sorted((max(0, a), min(length, b)) for a, b in spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def mark(
    text: str,
    spans: Sequence[Span],
    start: int = 0,
    end: int | None = None,
    form: Callable[[str], str] = str,
) -> SafeString:
    """`text[start:end]` escaped, with `<mark>` around the spans (offsets into the whole text).

    `form` turns each piece into what is shown (`rasad.persian.text.reading.readable`).
    """
    stop = len(text) if end is None else end
    parts: list[str] = []
    here = start
    for left, right in merged(spans, len(text)):
        left, right = max(left, start), min(right, stop)
        if left >= right:
            continue
        before, found = form(clean(text[here:left])), form(clean(text[left:right]))
        parts += [escape(before), "<mark>", escape(found), "</mark>"]
        here = right
    parts.append(escape(form(clean(text[here:stop]))))
    return mark_safe("".join(parts))  # noqa: S308 - every piece above is escaped


def paragraphs(text: str, spans: Sequence[Span], form: Callable[[str], str] = str) -> list[SafeString]:
    """The paragraphs of a body (parted by blank lines), each marked."""
    found: list[SafeString] = []
    for piece in re.finditer(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*", text):
        if piece.group().strip():
            found.append(mark(text, spans, piece.start(), piece.end(), form))
    return found
