"""Spellings that stand for another: reviewed variants, ا for آ, what lost its half-space (set-up only)."""

from __future__ import annotations

from rasad.persian.lexicon.compound_forms import spread
from rasad.persian.lexicon.lexicon import FREQUENT, WEAK
from rasad.persian.lexicon.sources import clean, pairs, rows
from rasad.persian.text.normalizer import ZWNJ

# Reasons of spellings from which no further word is made (جونی is no جانی).
_FORMS_ONLY = frozenset(
    ("social posts", "ا for آ, although the form is listed", "a for آ, although the form is listed")
)


def variants(words: dict[str, int]) -> dict[str, str]:
    """The reviewed spellings, and what is made of them with ی: طوفانی is توفانی, for طوفان is توفان."""
    found = pairs("lexicon/variants")
    for form, one, reason in rows("lexicon/variants"):
        longer, chosen = clean(form) + "ی", clean(one) + "ی"
        listed = chosen in words or longer in words
        if longer in words and reason == "common misspellings":  # کارگذاری is to install
            continue
        if reason not in _FORMS_ONLY and listed and not {longer[-2], chosen[-2]} & set("اءیوه"):
            found.setdefault(longer, chosen)
    return found


def joined_compounds(words: dict[str, int], half: dict[str, str]) -> dict[str, str]:
    """Words that lost their half-space → their parts; `half` are those that are one word without it."""
    found: dict[str, str] = {}
    for word in sorted(word for word, bits in words.items() if bits != WEAK and ZWNJ in word):
        joined, parts = word.replace(ZWNJ, ""), word.split(ZWNJ)
        if joined in words or len(joined) < 5 or " ".join(parts) in half:
            continue
        found[joined] = ZWNJ.join(spread([part for part in parts if part], words))
        if "آ" in joined and (plain := joined.replace("آ", "ا")) not in words:
            found.setdefault(plain, word)
    return found


def plain_alef(
    words: dict[str, int], known: dict[str, int], explicit: dict[str, str], after_mi: dict[str, str]
) -> dict[str, str]:
    """What is written with ا → the word with آ, where nothing else is written so."""
    found: dict[str, str] = {}
    for word in sorted(word for word, bits in words.items() if bits != WEAK and ZWNJ not in word):
        if "آ" in word and words.get(plain := word.replace("آ", "ا"), WEAK) == WEAK:
            found[plain] = word
    for word in known:  # names and reviewed words too; آزادی, for آزاد is a word
        listed = known[word] != WEAK or (word[-1] == "ی" and known.get(word[:-1], WEAK) != WEAK)
        if "آ" not in word or not listed:
            continue
        if (plain := word.replace("آ", "ا")) not in words and plain not in after_mi:
            found.setdefault(plain, word)
    return {
        form: word
        for form, word in found.items()
        if form not in explicit
        # ابروی is ابرو's, although hazm lists آبروی
        and not (form.endswith(("ای", "وی")) and known.get(form[:-1], WEAK) != WEAK)
        and known.get(form, WEAK) == WEAK
        and len(form) > 2
        and (form not in words or (known.get(word, 0) & FREQUENT and len(form) > 3))
    }
