"""What the lexicon is built from (set-up only): hazm's words and verbs, and our reviewed lists."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

from rasad.persian.lexicon.lexicon import ADJECTIVE, COMMON, FREQUENT, NOUN, OTHER, WEAK
from rasad.persian.text.normalizer import MARKS, ZWNJ, fold

PERSIAN = Path(__file__).resolve().parent.parent
_MARK = re.compile(f"[{MARKS}]+")
_LETTERS = re.compile("[\u0621-\u06d3]+(?:\u200c[\u0621-\u06d3]+)*")
_COMMON_FROM = 50_000  # occurrences in the corpus hazm counted


def clean(word: str) -> str:
    """A word as the analyser sees it: folded, without marks; final اء as ا is handled by the stemmer."""
    return _MARK.sub("", fold(word)).strip(ZWNJ)


def hazm_data() -> Path:
    """Where the installed hazm keeps its data; FileNotFoundError with what to do if it is not installed."""
    spec = importlib.util.find_spec("hazm")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            "hazm is not installed: run `make setup`, which installs it and builds the lexicon"
        )
    return Path(spec.submodule_search_locations[0]) / "data"


def read_words(path: Path) -> dict[str, int]:
    """hazm's words, folded, with bits for noun, adjective, other, frequent; no bit but WEAK if it says
    nothing.
    """
    found: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) != 3:
            continue
        word = clean(parts[0])
        if not _LETTERS.fullmatch(word):
            continue
        tags = set(parts[2].split(","))
        bits = (NOUN if "N" in tags else 0) | (ADJECTIVE if "AJ" in tags else 0)
        bits |= OTHER if tags - {"N", "AJ", "0", "PL"} else 0
        count = int(parts[1])
        bits |= (FREQUENT if count else 0) | (COMMON if count >= _COMMON_FROM else 0)
        bits = bits or WEAK
        found[word] = found[word] | bits if word in found else bits
    return {word: bits & ~WEAK if bits != WEAK else WEAK for word, bits in found.items()}


def rows(name: str) -> Iterator[list[str]]:
    """The rows of one of our reviewed lists (`rasad/persian/NAME.tsv`), without comments."""
    for line in (PERSIAN / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def pairs(name: str) -> dict[str, str]:
    """The first two columns of one of our lists, form to stem."""
    return {clean(row[0]): clean(row[1]) for row in rows(name)}


def verb_pairs(kind: str) -> Iterator[tuple[str, str]]:
    """The rows `form#stem` of one kind in the list of verbs."""
    for row in rows("morphology/verbs"):
        if row[0] == kind:
            form, _, stem = row[1].partition("#")
            yield clean(form), clean(stem)
