"""Words written apart that are one word, and words written joined that are several (set-up only)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from rasad.persian.lexicon.lexicon import ADJECTIVE, COMMON, NOUN, OTHER, WEAK
from rasad.persian.lexicon.sources import clean, rows
from rasad.persian.morphology.compound_endings import (
    BOUND,
    ENDS,
    LOOSE,
    NOT_AND,
    SHORT_ENDS,
    SHORT_STARTS,
    SURNAME_ENDS,
)
from rasad.persian.text.normalizer import ZWNJ
from rasad.persian.text.numbers import HUNDREDS, ORDINALS, SCALES, TENS, THOUSAND, VALUES

_PREFIXES = ("غیر", "پر", "نا")
_PARTICIPLES = ("شده", "کرده", "کننده", "بسته", "شکسته", "ورده", "شدنی")  # «پر شده است» is filled
_SHORT_ENDS = ("مند", "زار", "گاه", "بان")  # گاه is "at times" too
# Before these a word that hazm says nothing of must begin with a common one.
_PLURAL_LIKE = ("بانی", "رانی", "ستان", "گری", "بری", "کده", "ناک", "زا", "گر", "آور", "یاب")
_MODERN = ("آلات", "بان", "زار", "گاه", "مند", "پذیر", "شناس", "نشین", "نویس", "نگار", "گذار", "رسان")
_ONLY_NOUN = (NOUN, ADJECTIVE, NOUN | ADJECTIVE)  # «است خوان» is no bone
_BEFORE_LOOSE = ("پیش", "فرا", "خود", "جلو", "بالا", "کار", "مهر", "هوا", "چشم", "دست")  # «هوا گیر کرد»
_KINDS = ("شهر", "دشت", "کوه", "خان", "سرا", "رود", "کلا", "تپه")
_SUFFIX_LIKE = frozenset(["ها", "های", "تر", "ترین", "ای", "ام", "ات", "اش", "ان", "گران"])


class _Apart:
    """The reviewed words that are no part of a compound where a space stands beside them."""

    def __init__(self) -> None:
        listed: dict[str, set[str]] = {}
        for place, word, *_ in rows("compounds/apart"):
            listed.setdefault(place, set()).add(word)
        self.first = {clean(word) for word in listed["first"]}
        self.second = {clean(word) for word in listed["second"]}
        self.allowed = listed["allowed"]


def joins(words: dict[str, int]) -> tuple[dict[str, str], dict[str, str]]:
    """Words written apart: (joined over a space or half-space, joined over a half-space only) → one word."""
    apart = _Apart()
    names = {clean(r[0]) for r in rows("lexicon/names")}
    spaced: dict[str, str] = {}
    half: dict[str, str] = {}
    for parts, one, over_space in (*_listed_both_ways(words, apart), *_listed_compounds(words, apart)):
        half.setdefault(parts, one)
        if over_space:
            spaced.setdefault(parts, one)
    spaced |= {clean(parts): clean(one) for parts, one, *_ in rows("compounds/joins")}
    for parts, one in _place_names(words, names, apart):
        spaced.setdefault(parts, one)
    half = {
        parts: one for parts, one in half.items() if one not in names or parts in spaced
    }  # به‌روز: no بهروز
    return spaced, half | spaced


def _listed_both_ways(words: dict[str, int], apart: _Apart) -> Iterator[tuple[str, str, bool]]:
    """Words that hazm lists with a half-space and joined: parts, one word, whether over a space too."""
    for word in words:
        parts = word.split(ZWNJ)
        joined = "".join(parts)
        if len(parts) != 2 or joined not in words or parts[1] in _SUFFIX_LIKE or min(map(len, parts)) < 2:
            continue
        free = parts[0] in apart.first or parts[1] in apart.second
        yield " ".join(parts), joined, not free or " ".join(parts) in apart.allowed


def _listed_compounds(words: dict[str, int], apart: _Apart) -> Iterator[tuple[str, str, bool]]:
    """The same of compounds that hazm lists joined only; over a space if it says what part of speech."""
    joined = {word: bits for word, bits in words.items() if ZWNJ not in word}
    for word, bits in joined.items():
        for start in _starts(word, bits, words):
            rest = word[len(start) :]
            ends = rest in words or rest in (*BOUND, *SURNAME_ENDS)
            if len(rest) > 2 and start not in apart.first and start in words and ends:
                yield f"{start} {rest}", word, True
    for word, bits in joined.items():
        if bits == WEAK and (start := _listed_start(word, words)):
            yield f"{start} {word[len(start) :]}", word, False


def _place_names(words: dict[str, int], names: set[str], apart: _Apart) -> Iterator[tuple[str, str]]:
    """مجید آباد, ستار خان, باقر شهر; the rest of a place's name is its kind."""
    for name in sorted(words.keys() | names):
        start = name.removesuffix("آباد")
        if start != name and (start in names or name in names):
            yield f"{start} آباد", name
    for name in sorted(names):
        for kind in _KINDS:
            start = name.removesuffix(kind)
            if start != name and len(start) > 1 and start not in apart.first | names:  # not «در ایران شهر …»
                yield f"{start} {kind}", name


def spread(parts: list[str], words: dict[str, int]) -> list[str]:
    """حل‌وفصل has three parts: و is one of its own."""
    found: list[str] = parts[:1]
    for part in parts[1:]:
        one = part[0] == "و" and len(part) > 2 and part[1:] in words and words.get(part, WEAK) == WEAK
        one = one and part not in NOT_AND
        found.extend(("و", part[1:]) if one else (part,))
    return found


def _starts(word: str, bits: int, words: dict[str, int]) -> list[str]:
    """Where a listed word may be written apart: after غیر, پر, نا, or before an end that is no word alone."""
    if prefix := next((first for first in _PREFIXES if word.startswith(first)), None):
        rest = word.removeprefix(prefix)  # نابها may be ناب‌ها
        longer = prefix == "نا" and len(rest) > 5 and rest.endswith("ی") and words.get(rest, 0) & COMMON
        listed = bits != WEAK or longer
        return [prefix] if listed and not word.endswith(_PARTICIPLES) else []
    if surname := next((word.removesuffix(end) for end in SURNAME_ENDS if word.endswith(end)), None):
        return [surname] if len(surname) > 2 and words.get(surname, 0) & (NOUN | ADJECTIVE) else []
    # an old dictionary has بارستان and روزگذار: looked for in every text, never met
    ends = (end for end in BOUND if bits != WEAK or end[-1] in "یه" or end in _MODERN)
    starts = [word.removesuffix(end) for end in ends if word.endswith(end)]
    if bits != WEAK:
        loose = [start for end in LOOSE if (start := word.removesuffix(end)) not in (word, *_BEFORE_LOOSE)]
        starts += [start for start in loose if words.get(start, 0) & (NOUN | ADJECTIVE | OTHER) in _ONLY_NOUN]
    if bits == WEAK and word.endswith(_SHORT_ENDS):
        return []
    sure = NOUN | ADJECTIVE if bits == WEAK else -1  # امدادرسانی: hazm says nothing of it, but knows امداد
    if bits == WEAK and word.endswith(_PLURAL_LIKE):
        sure = COMMON
        plural = next((word.removesuffix(end) for end in ("انی", "ان") if word.endswith(end)), "")
        if words.get(plural, 0) & (NOUN | ADJECTIVE):  # مادرانی are mothers, not ماد رانی
            return []
    short = () if word.endswith(_PLURAL_LIKE) or len(word) < 6 else SHORT_STARTS
    return [start for start in starts if words.get(start, 0) & sure and (len(start) > 2 or start in short)]


def _listed_start(word: str, words: dict[str, int]) -> str:
    """Where a compound that hazm lists without a part of speech may have a half-space: اسید‌پاشی, رنگ‌ریز."""
    for ending in ("ش", "م", "ان", "انی"):  # اردکش may be his duck
        if words.get(word.removesuffix(ending), 0) & (NOUN | ADJECTIVE):
            return ""
    for length in range(min(8, len(word) - 2), 1, -1) if not word.startswith("باز") else ():
        start = words.get(word[:-length], 0)
        if word[-length:] in ENDS | SHORT_ENDS and start & COMMON and start & (NOUN | ADJECTIVE):
            return word[:-length]
    return ""


def reviewed_splits(words: dict[str, int]) -> dict[str, str]:
    """Words written joined that are read apart: the reviewed ones, participles of two words (منتشرشده) and
    compound numbers (صدوبیست).
    """
    found = {clean(r[0]): clean(r[1]).replace(" ", ZWNJ) for r in rows("compounds/splits")}
    for joined, parts in (*_participles(words), *_joined_numbers(words)):
        found.setdefault(joined, ZWNJ.join(parts))
    return found


def _participles(words: dict[str, int]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for word in words:
        first = word.removesuffix("شده")
        if first != word and ZWNJ not in word and words.get(first, 0) & (NOUN | ADJECTIVE):
            yield word, (first, "شده")


def _joined_numbers(words: dict[str, int]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """ودو, دوهزار, صدوبیست: number words, where no word of another meaning is written so."""
    small = [word for word in VALUES if word not in HUNDREDS]
    for value in [*small, *(word for word in ORDINALS if word != "سیم"), *HUNDREDS]:  # وسیم is a name
        if words.get("و" + value, WEAK) == WEAK:
            yield "و" + value, ("و", value)
    for value in VALUES:
        for scale in (THOUSAND, *SCALES):
            if not words.get(value + scale, 0) & (NOUN | ADJECTIVE):
                yield value + scale, (value, scale)
    for big, value in product((*TENS, *HUNDREDS), (*small, *ORDINALS)):
        smaller = (VALUES.get(value) or ORDINALS[value]) < VALUES[big]
        if smaller and not words.get(f"{big}و{value}", 0) & (NOUN | ADJECTIVE):
            yield f"{big}و{value}", (big, "و", value)
