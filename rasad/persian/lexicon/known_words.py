"""The words that the analyser knows, with what it knows of each (set-up only)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from rasad.persian.lexicon.lexicon import COMMON, FREQUENT, NAME, NOUN, OTHER, PROTECTED, WEAK
from rasad.persian.lexicon.sources import clean, read_words, rows
from rasad.persian.text.normalizer import ZWNJ

# A word hazm lists without a part of speech (158,000, most from an old dictionary) is kept only where it
# could be mistaken for an inflected form: it ends like one.
_RISKY = re.compile(r"(?:ان|ها|تر|ترین|ش|م|ت|مان|تان|شان|ی)$")
_EXTRA_WORDS = ("وگو", "وجو", "وشو", "وساز", "وکار", "وآمد", "ونقل")  # second halves of گفت‌وگو …


def listed_words(path: Path) -> dict[str, int]:
    """hazm's words, and the nouns of our list that hazm lacks or says nothing of."""
    words = read_words(path)
    for extra in _EXTRA_WORDS:
        words[extra] = NOUN | FREQUENT
    for noun, *_ in rows("lexicon/words"):
        folded = clean(noun)
        words[folded] = (words.get(folded, 0) & ~WEAK) | NOUN | FREQUENT
    return words


def reviewed_bits() -> dict[str, int]:
    """What our lists say of protected words and of names."""
    found: dict[str, int] = {}
    for name, bits in (("morphology/protected", PROTECTED), ("lexicon/names", NAME | PROTECTED)):
        for word, *_ in rows(name):
            found[clean(word)] = found.get(clean(word), 0) | bits
    return found


def known_words(
    words: dict[str, int],
    read_apart: Collection[str],
    inflected: Collection[str],
    verbs: Iterable[str],
    meant: Iterable[str],
) -> dict[str, int]:
    """Each word to its bits.

    `read_apart`: written joined, but several words; `inflected`: forms that have a stem; `verbs`: stems of
    verbs; `meant`: words that another spelling or a plural leads to.
    """
    whole = {w: bits for w, bits in words.items() if w not in read_apart and ZWNJ not in w}
    known = {word: bits for word, bits in whole.items() if bits != WEAK}
    for word, bits in whole.items():
        if bits == WEAK and _RISKY.search(word) and word not in inflected:
            known[word] = WEAK
    for word, bits in reviewed_bits().items():
        known[word] = (known.get(word, 0) & ~WEAK) | bits
    for default, stems in ((OTHER, verbs), (NOUN | FREQUENT, meant)):
        for stem in stems:
            if known.get(stem, WEAK) == WEAK:
                known[stem] = default
    return known


def relatives(known: dict[str, int], explicit: dict[str, str], words: dict[str, int]) -> dict[str, str]:
    """«در درمانگاهی که»: common nouns with the ی that joins a clause, where that is no noun of its own; of an
    adjective that has degrees it may be one (بزرگی).
    """
    found: dict[str, str] = {}
    reviewed = {clean(row[0]) for row in rows("lexicon/words")}
    conjunctions = frozenset(clean(row[1]) for row in rows("compounds/apart") if row[0] == "conjunction")
    for word, bits in known.items():
        often = bits & COMMON or word in reviewed or (bits & FREQUENT and word.endswith(("گاه", "ستان")))
        noun = bits & NOUN and often and not bits & (NAME | PROTECTED) and word not in explicit
        if not noun or len(word) < 3 or word[-1] in "اویه" or word in conjunctions:
            continue
        of_its_own = known.get(word + "ی", 0) & ~WEAK
        degrees = (f"{word}{gap}{degree}" for gap in ("", ZWNJ) for degree in ("تر", "ترین"))
        if not of_its_own and not any(degree in words for degree in degrees):
            found[f"{word}ی که"] = word
    return found
