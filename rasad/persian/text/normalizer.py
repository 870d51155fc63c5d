"""Characters: one folded form for every way a Persian letter, digit or half-space can be written.

Folding keeps the length of the text wherever it can, so offsets into the folded text are offsets into the
original. The few characters that expand (ﻻ, ﷲ, ﬁ …) come with an offset map.
"""

from __future__ import annotations

import unicodedata

ZWNJ = "\u200c"

# Marks that sit inside a word and carry no identity: harakat, superscript alef, Quranic marks, Latin
# combining accents, tatweel, bidi controls, variation selectors, joiners.
MARKS = (
    "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u061c\u200d\u200e\u200f\u202a-\u202e\u2061-\u2064\u2066-\u2069\ufe00-\ufe0f"
)

_LETTERS = {
    "ي": "ی", "ى": "ی", "ے": "ی", "ۓ": "ی", "ۍ": "ی", "ې": "ی", "ٸ": "ی", "ئ": "ی", "ێ": "ی", "ؽ": "ی",
    "ؾ": "ی",
    "ك": "ک", "ڪ": "ک", "ػ": "ک", "ګ": "گ", "ڭ": "گ",
    "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ۂ": "ه", "ۃ": "ه", "ە": "ه", "ۿ": "ه",
    "أ": "ا", "إ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ٵ": "ا",
    "ؤ": "و", "ۆ": "و", "ۇ": "و", "ۈ": "و", "ۋ": "و", "ٶ": "و",
    "ڕ": "ر", "ڵ": "ل",
    "٫": ".", "İ": "i", "ı": "i",
}  # fmt: skip
_HALF_SPACES = "\u200b\u00ac\u00ad\u200c\u200d\u2060\ufeff\u180e"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def _presentation(code: int) -> str:
    """What a compatibility character (presentation form, ligature, full-width) stands for, marks kept."""
    plain = unicodedata.normalize("NFKC", chr(code))
    return "".join(c for c in plain if c != " ") if len(plain) > 1 and 0xFE70 <= code <= 0xFE7F else plain


def _build_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (
        *range(0xFB00, 0xFB07),
        *range(0xFB50, 0xFE00),
        *range(0xFE70, 0xFEFF),
        *range(0xFF01, 0xFFEF),
    ):
        plain = _presentation(code)
        if plain and plain != chr(code):
            table[code] = "".join(_LETTERS.get(c, c) for c in plain).lower()
    for code in range(0xC0, 0x250):  # é → e: Latin letters lose their accents
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if base != chr(code) and base.isascii():
            table[code] = base
    for code in range(0x1FBFA):  # every decimal digit of every script, and every capital letter
        char = chr(code)
        if code > 127 and char.isdecimal():
            table[code] = str(unicodedata.digit(char))
        elif code not in table and (lower := char.lower()) != char and len(lower) == 1:
            table[code] = lower
    table.update({ord(a): b for a, b in _LETTERS.items()})
    table.update(dict.fromkeys(map(ord, _HALF_SPACES), ZWNJ))
    table.update(dict.fromkeys(map(ord, _SPACES), " "))
    # A character that is not in the table costs str.translate an exception inside: list the usual ones too.
    for code in (*range(0x250), *range(0x600, 0x700), *range(0x2000, 0x2070)):
        table.setdefault(code, chr(code))
    return table


_TABLE = _build_table()
_EXPANDS = frozenset(chr(code) for code, plain in _TABLE.items() if len(plain) > 1)


def fold(text: str) -> str:
    """Fold letters, digits, case and half-spaces to one form each; same length unless a ligature expands.

    Cheap (one table look-up a character): for equality of names, autocomplete, and as the analyser's first
    step.
    """
    return text.translate(_TABLE)


def fold_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """Fold, and say where each folded character came from.

    The second value is None when nothing expanded (offsets are then the same); otherwise a list with one more
    entry than the folded text has characters, giving the original offset of each.
    """
    folded = text.translate(_TABLE)
    if len(folded) == len(text):
        return folded, None
    offsets: list[int] = []
    for index, char in enumerate(text):
        offsets.extend([index] * (len(_TABLE[ord(char)]) if char in _EXPANDS else 1))
    offsets.append(len(text))
    return folded, offsets
