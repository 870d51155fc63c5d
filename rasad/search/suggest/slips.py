"""How likely one word is a slip of the pen, the ear or the finger for another."""

from __future__ import annotations

from rasad.persian.text.normalizer import ZWNJ

# Letters that sound alike, look alike but for their dots, or are one letter to many who write.
_ALIKE = (
    "تط",
    "سثص",
    "زذضظ",
    "حه",
    "قغ",
    "اآعء",
    "یئء",
    "بپتث",
    "جچحخ",
    "دذ",
    "رزژ",
    "سش",
    "صض",
    "طظ",
    "عغ",
    "فق",
    "کگ",
)
# The Persian keyboard (ISIRI 9147) over the Latin one; rows are set off to the right from the one above.
_ROWS = (
    ("qwertyuiop[]", "ضصثقفغعهخحجچ", 0.0),
    ("asdfghjkl;'", "شسیبلاتنمکگ", 0.25),
    ("zxcvbnm,", "ظطزرذدپو", 0.75),
)
_VOWELS = "اویه"

_PAIRS = {(a, b) for group in _ALIKE for a in group for b in group}
_PLACE = {
    letter: (row, column + off)
    for row, (_, ours, off) in enumerate(_ROWS)
    for column, letter in enumerate(ours)
}
_LAYOUT = {latin: ours for latins, letters, _ in _ROWS for latin, ours in zip(latins, letters, strict=True)}
_LAYOUT |= dict(zip("HCAFGJMSZD", "آژؤإأةءئكي", strict=True)) | {"\\": "پ", " ": " "}
_OLDER_LAYOUT = _LAYOUT | {"m": "ئ", "`": "پ", "N": "أ"}  # Windows' first Persian layout


def cost(written: str, meant: str) -> int:
    """0 for what happens daily (ط for ت, a doubled letter, a half-space), to 3 for the unlikely.

    The words are one edit apart (`edits.neighbours`).
    """
    if written.replace(ZWNJ, "") == meant.replace(ZWNJ, ""):
        return 0
    head = next(
        (i for i, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b),
        min(len(written), len(meant)),
    )
    first = int(head == 0)  # the first letter is seldom wrong
    if len(written) == len(meant):
        a, b = written[head], meant[head]
        if written[head + 1 :] != meant[head + 1 :]:
            return 1 + first  # two letters swapped
        return 0 if (a, b) in _PAIRS else (1 if _beside(a, b) else 2) + first
    longer, at = (written, head) if len(written) > len(meant) else (meant, head)
    letter = longer[at]
    if at and longer[at - 1] == letter:
        return 0
    return (1 if len(meant) > len(written) and letter in _VOWELS else 2) + first


def _beside(a: str, b: str) -> bool:
    one, other = _PLACE.get(a), _PLACE.get(b)
    return (
        one is not None and other is not None and abs(one[0] - other[0]) <= 1 and abs(one[1] - other[1]) <= 1
    )


def on_our_keyboards(text: str) -> list[str]:
    """What the same keys write on the Persian keyboards: «aivnhv» is «شهردار». Nothing where a key writes no
    letter; digits stay.
    """
    if not any(c.isascii() and c.isalpha() for c in text):
        return []
    readings = (
        [c if c.isdigit() else layout.get(c) or layout.get(c.lower()) for c in text]
        for layout in (_LAYOUT, _OLDER_LAYOUT)
    )
    return list(dict.fromkeys("".join(filter(None, one)) for one in readings if None not in one))
