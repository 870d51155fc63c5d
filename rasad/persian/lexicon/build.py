"""Set-up: read hazm's words and verbs and our reviewed lists once, and write the analyser's one lexicon file.

Run as `python -m rasad.persian.lexicon.build`. hazm is needed here only; the analyser reads the file.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import zlib
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rasad.persian.compounds import exceptions
from rasad.persian.lexicon.compound_forms import joins, reviewed_splits
from rasad.persian.lexicon.known_words import known_words, listed_words, relatives, reviewed_bits
from rasad.persian.lexicon.lexicon import MAGIC, NAMES_IN_FILE, RULES, WEAK, Lexicon, lexicon_path
from rasad.persian.lexicon.sources import clean, hazm_data, pairs, rows, verb_pairs
from rasad.persian.lexicon.spellings import joined_compounds, plain_alef, variants
from rasad.persian.lexicon.verb_stems import verb_tables
from rasad.persian.morphology.stemmer import Stemmer
from rasad.persian.text.normalizer import ZWNJ

_ANYWHERE = "…"  # before a form of the list of enclitics: only where no noun stands before it


def build() -> dict[str, dict[str, Any]]:
    """Everything the analyser needs, as one JSON-able value; the same for the same hazm and lists."""
    data = hazm_data()
    words = listed_words(data / "words.dat")
    after_mi, bare = verb_tables(words, (data / "verbs.dat").read_text(encoding="utf-8").splitlines())
    enclitics = pairs("morphology/enclitics")
    plurals = pairs("morphology/plurals") | {f: s for f, s in enclitics.items() if " " not in f}
    reviewed = reviewed_splits(words)
    all_spaced, all_half = joins(words)
    spaced, half = _without(reviewed, all_spaced), _without(reviewed, all_half)
    for group, kind, *_ in _exception_rows():
        if kind == exceptions.NEVER:
            spaced.pop(group, None)
    spelling = _spelling(words, spaced, reviewed)
    explicit = _explicit(plurals, bare, spelling)
    meant = {*spelling.values(), *plurals.values(), *half.values()}
    known = known_words(words, reviewed, explicit, {*after_mi.values(), *bare.values()}, sorted(meant))
    for word in reviewed_bits().keys() - plurals.keys():
        explicit.pop(word, None)
    tables: dict[str, dict[str, Any]] = {
        "known": known,
        "spelling": {form: spelling.get(one, one) for form, one in spelling.items() if form != one},
        "explicit": explicit,
        "after_mi": after_mi,
        "plain": plain_alef(words, known, explicit, after_mi),
        "splits": joined_compounds(words, all_half) | reviewed,
        "spaced": spaced,
        "exceptions": exceptions.table(_exception_rows(), spaced),
        "half": half,
        "perfects": dict(verb_pairs("perfect")),
        "before": {f: s for f, s in enclitics.items() if " " in f and f[0] != _ANYWHERE},
        "before_free": relatives(known, explicit, words)
        | {f[2:]: s for f, s in enclitics.items() if f[0] == _ANYWHERE},
        "passives": dict(verb_pairs("passive")),
        "adjectives": dict(verb_pairs("adjective")),
    }
    return tables | {"known": known | _never_two_words(words, tables)}


def _without(reviewed: dict[str, str], joined: dict[str, str]) -> dict[str, str]:
    """What is one word though written apart, less what was reviewed to be several."""
    return {apart: one for apart, one in joined.items() if one not in reviewed}


def _spelling(words: dict[str, int], spaced: dict[str, str], reviewed: dict[str, str]) -> dict[str, str]:
    """The chosen spelling of each variant; of «گفتوگو» too, which is گفت‌وگو without its half-space."""
    found = variants(words)
    for apart, one in spaced.items():
        joined = apart.replace(" ", "")
        if joined != one and (words.get(joined, WEAK) == WEAK or joined in reviewed):
            found.setdefault(joined, one)
    return found


def _explicit(plurals: dict[str, str], bare: dict[str, str], spelling: dict[str, str]) -> dict[str, str]:
    """Each plural and form of a verb to its stem, chased to the end, in its chosen spelling."""
    found: dict[str, str] = {}
    pairs_of_forms = {**bare, **plurals}
    for form in pairs_of_forms:
        stem, seen = pairs_of_forms[form], {form}
        while stem in pairs_of_forms and stem not in seen:
            seen.add(stem)
            stem = pairs_of_forms[stem]
        if stem != form and form not in spelling:
            found[form] = spelling.get(stem, stem)
    return found


def _exception_rows() -> list[list[str]]:
    """The reviewed exceptions of compounds, as the analyser sees their words."""
    return [
        [" ".join(map(_term, group.split())), kind, " ".join(map(_term, neighbours.split()))]
        for group, kind, neighbours, *_ in rows("compounds/exceptions")
    ]


def _term(word: str) -> str:
    return word if word in (exceptions.ANY, exceptions.NUMBER) else clean(word)


def _never_two_words(words: dict[str, int], tables: dict[str, dict[str, Any]]) -> dict[str, int]:
    """A word hazm lists is never read as two that were typed without a space."""
    segmenter = Stemmer(Lexicon(**tables)).segmenter
    unlisted = (w for w in words if ZWNJ not in w and w not in tables["known"] and w not in tables["splits"])
    return {word: WEAK for word in unlisted if segmenter.parts(word)}


def write(path: Path) -> str:
    """Build the lexicon and write it whole to `path` (by rename); returns its digest."""
    tables = {NAMES_IN_FILE.get(name, name): table for name, table in build().items()}
    content = json.dumps(tables, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
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
