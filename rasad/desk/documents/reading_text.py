"""An outlet's words as a document prints them: Persian letters, Persian digits, no invisible signs.

The words as the outlet wrote them stay with the article; this is for readers.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from rasad.persian import analyze, sentences
from rasad.persian.dates.jalali import persian_digits

_LETTERS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "هٔ", "\u00ac": "\u200c"}
    | {chr(0x660 + digit): chr(0x6F0 + digit) for digit in range(10)}
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f\ud800-\udfff"
_UNSEEN = re.compile(f"[{_CONTROL}\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_HALF_SPACES = re.compile("\u200c+")
#: Parts that are written with a half-space where the analyser reads them with their word.
_JOINED = re.compile(r"^(ن?می) | (ها|های|هایی|هایش|هایم|هایشان|ترین)$")
_LATIN_WORD = re.compile(r"[A-Za-z@:/#][\w.@:/#?=&%-]*")


def reading_text(text: str) -> str:
    """The text with Persian letters, digits and half-spaces; addresses and Latin words stay as they are."""
    text = _HALF_SPACES.sub("\u200c", _UNSEEN.sub("", text).translate(_LETTERS))
    parts, last = [], 0
    for token in analyze(text):
        word = text[token.start : token.end]
        if " " in word:
            parts += [text[last : token.start], _JOINED.sub("\\1\u200c\\2", word)]
            last = token.end
    return _digits("".join([*parts, text[last:]])).strip()


def _digits(text: str) -> str:
    parts, last = [], 0
    for match in _LATIN_WORD.finditer(text):
        parts += [persian_digits(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*parts, persian_digits(text[last:])])


def reading_address(url: str, most: int = 70) -> str:
    """A web address as a person reads it: Persian letters for their percent codes, a long middle left out."""
    try:
        text = unquote(url, errors="strict")
    except UnicodeDecodeError:  # percent codes of another charset say nothing
        text = url
    text = _UNSEEN.sub("", text.split("://", 1)[-1]).rstrip("/")
    return text if len(text) <= most else f"{text[: most - 13]}…{text[-12:]}"


def shortened(text: str, most: int) -> str:
    """The first whole sentences of a text up to a length, or, of a longer one, words and «…»."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    ends = [end for _, end in sentences(text) if end <= most]
    if ends and ends[-1] >= most // 3:
        return text[: ends[-1]]
    return text[: most - 1].rsplit(" ", 1)[0].rstrip("،؛:.") + "…"
