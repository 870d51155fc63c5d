"""Sentences: where each begins and ends in the original text, for highlight passages."""

from __future__ import annotations

import re

# A sentence ends at . ! ? ؟ ⸮ … (with closing quotes or brackets) before white space, or at a line break. A
# full stop after a single letter (ه.ش. · م. · U.S.) or between digits ends nothing.
_BREAK = re.compile(r"(?:[!?؟⸮…]+|(?<!\b\w)\.+)[»\"'”’)\]]*(?=\s)|[\n\r\u2028\u2029]+")


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets (start, end) of a text's sentences, without surrounding white space, in order, none empty."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        _add(text, start, match.end(), spans)
        start = match.end()
    _add(text, start, len(text), spans)
    return spans


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        spans.append((start + left, start + right))
