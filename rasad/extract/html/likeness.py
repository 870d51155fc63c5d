"""Comparing headlines and paragraphs that are the same but for spelling, and the language of a text."""

from __future__ import annotations

import re

_FOLD = str.maketrans("يىكةۀأإؤئٱ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ییکههااویا01234567890123456789")
_LETTERS = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_ARABIC_SCRIPT = re.compile(r"[\u0621-\u064a\u066e-\u06d3]")
_PERSIAN_ONLY = re.compile(r"[پچژگکی]|\u200c")
_ARABIC_ONLY = re.compile(r"[ةىيك]")


def letters(text: str) -> str:
    """Only letters and digits, folded, in lower case: equal for spellings of the same text."""
    return "".join(_LETTERS.findall(text.translate(_FOLD).lower()))


def words(text: str) -> set[str]:
    """The folded words of a text."""
    return set(_LETTERS.findall(text.replace("\u200c", "").translate(_FOLD).lower()))


def alike(one: str, other: str) -> bool:
    """Whether two headlines are the same headline: equal, one within the other, or most words shared."""
    a, b = letters(one), letters(other)
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    if short in long and len(short) >= min(12, len(long)):
        return True
    first, second = words(one), words(other)
    return (
        len(first & second) >= 0.6 * max(1, min(len(first), len(second))) and min(len(first), len(second)) > 3
    )


def language(text: str, stated: str) -> str:
    """Two letters: what the script shows, and within a script what the page says."""
    sample = text[:4000]
    stated = stated.lower().replace("_", "-").split("-")[0][:3]
    stated = stated if re.fullmatch(r"[a-z]{2,3}", stated) else ""
    counts = {
        "arabic": len(_ARABIC_SCRIPT.findall(sample)),
        "latin": len(_LATIN.findall(sample)),
        "cyrillic": len(_CYRILLIC.findall(sample)),
    }
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return stated
    if script == "arabic":
        if stated in ("ar", "fa", "ur", "ckb", "ps", "az"):
            if stated == "ar" and len(_PERSIAN_ONLY.findall(sample)) > 0.05 * counts["arabic"]:
                return "fa"
            return stated
        arabic = len(_ARABIC_ONLY.findall(sample)) > len(_PERSIAN_ONLY.findall(sample))
        return "ar" if arabic else "fa"
    if script == "latin":
        return stated if stated and stated not in ("fa", "ar", "ur", "ru") else "en"
    return stated if stated and stated not in ("fa", "ar", "en") else "ru"
