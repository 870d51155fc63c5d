"""Set-up: read hazm's words and verbs and our reviewed lists once, and write the analyser's one lexicon file.

Run as `python -m rasad.persian.lexicon.build`. hazm is needed here only; the analyser reads the file.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import zlib
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rasad.persian.compounds import exceptions
from rasad.persian.lexicon.compound_forms import joins, reviewed_splits, spread
from rasad.persian.lexicon.lexicon import (
    COMMON,
    FREQUENT,
    MAGIC,
    NAME,
    NOUN,
    OTHER,
    PROTECTED,
    RULES,
    WEAK,
    Lexicon,
    lexicon_path,
)
from rasad.persian.lexicon.sources import clean, hazm_data, read_words, rows, verb_pairs
from rasad.persian.lexicon.verb_forms import verb_tables
from rasad.persian.morphology.stemmer import Stemmer
from rasad.persian.text.normalizer import ZWNJ

# A word hazm lists without a part of speech (158,000, most from an old dictionary) is kept only where it
# could be
# mistaken for an inflected form: it ends like one.
_RISKY = re.compile(r"(?:ان|ها|تر|ترین|ش|م|ت|مان|تان|شان|ی)$")
# Reasons of spellings from which no further word is made (جونی is no جانی).
_FORMS_ONLY = frozenset(
    ("social posts", "ا for آ, although the form is listed", "a for آ, although the form is listed")
)
_EXTRA_WORDS = ("وگو", "وجو", "وشو", "وساز", "وکار", "وآمد", "ونقل")  # second halves of گفت‌وگو …


def _resolver(variants: dict[str, str], plurals: dict[str, str], bare: dict[str, str]) -> dict[str, str]:
    """All explicit form → stem pairs, each chased to its end."""
    pairs = {**bare, **plurals, **variants}
    done: dict[str, str] = {}
    for form in pairs:
        stem, seen = pairs[form], {form}
        while stem in pairs and stem not in seen:
            seen.add(stem)
            stem = pairs[stem]
        if stem != form:
            done[form] = stem
    return done


def _relatives(known: dict[str, int], explicit: dict[str, str], words: dict[str, int]) -> dict[str, str]:
    """«در درمانگاهی که»: common nouns with the ی that joins a clause, where that is no noun of its own; of an
    adjective that has degrees it may be one (بزرگی)."""
    found: dict[str, str] = {}
    reviewed = {clean(row[0]) for row in rows("lexicon/words")}
    conjunctions = frozenset(clean(row[1]) for row in rows("compounds/apart") if row[0] == "conjunction")
    for word, bits in known.items():
        often = bits & COMMON or word in reviewed or (bits & FREQUENT and word.endswith(("گاه", "ستان")))
        noun = bits & NOUN and often and not bits & (NAME | PROTECTED) and word not in explicit
        if (
            not noun
            or len(word) < 3
            or word[-1] in "اویه"
            or word in conjunctions
            or known.get(word + "ی", 0) & ~WEAK
        ):
            continue
        if not any(f"{word}{gap}{degree}" in words for gap in ("", ZWNJ) for degree in ("تر", "ترین")):
            found[f"{word}ی که"] = word
    return found


def _variants(words: dict[str, int]) -> dict[str, str]:
    """The reviewed spellings, and what is made of them with ی: طوفانی is توفانی, for طوفان is توفان."""
    found = {clean(r[0]): clean(r[1]) for r in rows("lexicon/variants")}
    for form, one, reason in rows("lexicon/variants"):
        longer, chosen = clean(form) + "ی", clean(one) + "ی"
        listed = chosen in words or longer in words
        if longer in words and reason == "common misspellings":  # کارگذاری is to install
            continue
        if reason not in _FORMS_ONLY and listed and not {longer[-2], chosen[-2]} & set("اءیوه"):
            found.setdefault(longer, chosen)
    return found


def _guard_rows() -> list[list[str]]:
    """The reviewed guards, as the analyser sees their words."""
    return [
        [" ".join(map(_term, group.split())), kind, " ".join(map(_term, neighbours.split()))]
        for group, kind, neighbours, *_ in rows("compounds/exceptions")
    ]


def _term(word: str) -> str:
    return word if word in (exceptions.ANY, exceptions.NUMBER) else clean(word)


def build() -> dict[str, dict[str, Any]]:
    """Everything the analyser needs, as one JSON-able value; the same for the same hazm and lists."""
    data = hazm_data()
    words = read_words(data / "words.dat")
    for extra in _EXTRA_WORDS:
        words[extra] = NOUN | FREQUENT
    for noun, *_ in rows("lexicon/words"):
        folded = clean(noun)
        words[folded] = (words.get(folded, 0) & ~WEAK) | NOUN | FREQUENT
    hazm_verbs = (data / "verbs.dat").read_text(encoding="utf-8").splitlines()
    after_mi, bare = verb_tables(words, hazm_verbs)
    variants = _variants(words)
    plurals = {clean(r[0]): clean(r[1]) for r in rows("morphology/plurals")}
    enclitics = {clean(r[0]): clean(r[1]) for r in rows("morphology/enclitics")}
    plurals |= {form: stem for form, stem in enclitics.items() if " " not in form}
    spaced, half = joins(words)
    for group, kind, *_ in _guard_rows():
        if kind == exceptions.NEVER:
            spaced.pop(group, None)
    strong = {word: bits for word, bits in words.items() if bits != WEAK}
    # ا for آ, and a word written joined whose parts hazm keeps apart
    plain: dict[str, str] = {}
    splits: dict[str, str] = {}
    for word in sorted(strong):
        if "آ" in word and (bare_form := word.replace("آ", "ا")) not in strong and ZWNJ not in word:
            plain[bare_form] = word
        if ZWNJ in word:
            joined = word.replace(ZWNJ, "")
            if joined not in words and len(joined) > 4 and " ".join(word.split(ZWNJ)) not in half:
                splits[joined] = ZWNJ.join(spread([part for part in word.split(ZWNJ) if part], words))
                if "آ" in joined and (bare_form := joined.replace("آ", "ا")) not in words:
                    splits.setdefault(bare_form, word)
    reviewed = reviewed_splits(words)
    splits.update(reviewed)
    strong = {word: bits for word, bits in strong.items() if word not in reviewed}
    spaced = {apart: one for apart, one in spaced.items() if one not in reviewed}
    half = {apart: one for apart, one in half.items() if one not in reviewed}
    for apart, one in spaced.items():
        joined = apart.replace(" ", "")
        if joined != one and joined not in strong:
            variants.setdefault(joined, one)
    explicit = _resolver({}, plurals, bare)
    explicit = {form: variants.get(stem, stem) for form, stem in explicit.items() if form not in variants}
    known = {word: bits for word, bits in strong.items() if ZWNJ not in word}
    for word, bits in words.items():
        if (
            bits == WEAK
            and word not in reviewed
            and ZWNJ not in word
            and _RISKY.search(word)
            and word not in explicit
        ):
            known[word] = WEAK
    for name, bit in (("morphology/protected", PROTECTED), ("lexicon/names", NAME | PROTECTED)):
        for word, *_ in rows(name):
            folded = clean(word)
            known[folded] = (known.get(folded, 0) & ~WEAK) | bit
            if folded not in plurals:
                explicit.pop(folded, None)
    for stem in {*after_mi.values(), *bare.values()}:
        known.setdefault(stem, OTHER)
        if known[stem] == WEAK:
            known[stem] = OTHER
    for word in sorted({*variants.values(), *plurals.values(), *half.values()}):
        if known.get(word, WEAK) == WEAK:
            known[word] = NOUN | FREQUENT
    for word in known:  # names and reviewed words too; آزادی, for آزاد is a word
        listed = known[word] != WEAK or (word[-1] == "ی" and known.get(word[:-1], WEAK) != WEAK)
        if "آ" not in word or not listed:
            continue
        if (bare_form := word.replace("آ", "ا")) not in words and bare_form not in after_mi:
            plain.setdefault(bare_form, word)
    spelling = {form: variants.get(one, one) for form, one in variants.items() if form != one}
    plain = {
        form: word
        for form, word in plain.items()
        if form not in explicit
        # ابروی is ابرو's, although hazm lists آبروی
        and not (form.endswith(("ای", "وی")) and known.get(form[:-1], WEAK) != WEAK)
        and known.get(form, WEAK) == WEAK
        and len(form) > 2
        and (form not in words or (known.get(word, 0) & FREQUENT and len(form) > 3))
    }
    tables: dict[str, dict[str, Any]] = {
        "known": known,
        "spelling": spelling,
        "explicit": explicit,
        "after_mi": after_mi,
        "plain": plain,
        "splits": splits,
        "spaced": spaced,
        "guards": exceptions.table(_guard_rows(), spaced),
        "half": half,
        "perfects": dict(verb_pairs("perfect")),
        "before": {f: s for f, s in enclitics.items() if " " in f and f[0] != "…"},
        "before_free": _relatives(known, explicit, words)
        | {f[2:]: s for f, s in enclitics.items() if f[0] == "…"},
        "passives": dict(verb_pairs("passive")),
        "adjectives": dict(verb_pairs("adjective")),
    }
    # A word hazm lists is never read as two that were typed without a space.
    glued = Stemmer(Lexicon(**tables)).glued
    for word in words:
        if ZWNJ not in word and word not in known and word not in splits and glued.parts(word):
            tables["known"][word] = WEAK
    return tables


def write(path: Path) -> str:
    """Build the lexicon and write it whole to ``path`` (by rename); returns its digest."""
    content = json.dumps(build(), ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    digest = blake2b(content + str(RULES).encode(), digest_size=6).hexdigest()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    beside.write_bytes(MAGIC + f"{RULES}-{digest}\n".encode() + zlib.compress(content, 6))
    beside.replace(path)
    return digest


def main(arguments: list[str] | None = None) -> int:
    """Command line: build, say where and what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=lexicon_path())
    options = parser.parse_args(arguments)
    digest = write(options.out)
    size = options.out.stat().st_size
    sys.stdout.write(f"lexicon {digest} from hazm {version('hazm')}: {options.out.name}, {size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
