"""How an outlet writes: digits, Arabic letters, ZWNJ and its misspellings. Deterministic for a key."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Literal

ZWNJ = "\u200c"
_LATIN = "0123456789"
_DIGITS = {
    "fa": str.maketrans(_LATIN, "۰۱۲۳۴۵۶۷۸۹"),
    "ar": str.maketrans(_LATIN, "٠١٢٣٤٥٦٧٨٩"),
    "latin": str.maketrans("۰۱۲۳۴۵۶۷۸۹", _LATIN),
}
_ARABIC = str.maketrans({"ی": "ي", "ک": "ك"})
_TO_CP1256 = str.maketrans({"ی": "ي", "ۀ": "ه", "٪": "%", "٫": ".", "٬": ","})
_VERB = re.compile(rf"\b(ن?می){ZWNJ}(?=\w)")
_PLURAL = re.compile(rf"{ZWNJ}(های|ها|تر|ترین)\b")

Digits = Literal["fa", "ar", "latin"]
Joining = Literal["proper", "space", "joined", "mixed"]


@dataclass(frozen=True)
class Spelling:
    """One newsroom's habits; `cp1256` keeps to what windows-1256 can hold (no ی, no Persian digits)."""

    digits: Digits = "fa"
    arabic: bool = False
    joining: Joining = "proper"
    cp1256: bool = False

    def write(self, text: str, key: str) -> str:
        """`text` (standard Persian, ASCII digits) as this newsroom would type it; `key` fixes the dice."""
        if self.joining != "proper":
            text = _rejoin(text, self.joining, random.Random(key))
        text = text.translate(_DIGITS["latin" if self.cp1256 else self.digits])
        if self.cp1256:
            return text.translate(_TO_CP1256)
        return text.translate(_ARABIC) if self.arabic else text


def _rejoin(text: str, joining: Joining, dice: random.Random) -> str:
    def gap() -> str:
        if joining == "space":
            return " "
        if joining == "joined":
            return "" if dice.random() < 0.5 else ZWNJ
        return dice.choice((ZWNJ, ZWNJ, ZWNJ, " ", ""))

    text = _VERB.sub(lambda m: m[1] + gap(), text)
    return _PLURAL.sub(lambda m: gap() + m[1], text)


def digits_fa(text: object) -> str:
    """Any text with its ASCII digits in Persian."""
    return str(text).translate(_DIGITS["fa"])
