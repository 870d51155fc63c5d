"""The lexicon file at run time: loaded once, on first use; its path, its version, what its entries mean."""

from __future__ import annotations

import json
import os
import re
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rasad.persian.errors import LexiconMissingError
from rasad.persian.morphology.affixes import JOINED_MI
from rasad.persian.text.normalizer import ZWNJ

RULES = 6  # raise by hand when a rule in code changes what text is indexed as
MAGIC = b"rasad-lexicon 1\n"
# Tables that the file calls otherwise: their names are part of its digest, so a new one would mean reindex.
NAMES_IN_FILE = {"exceptions": "guards"}

NOUN, ADJECTIVE, OTHER, WEAK, NAME, PROTECTED, FREQUENT, COMMON = 1, 2, 4, 8, 16, 32, 64, 128

_OBJECT = re.compile("^(.{2,}(?:ند|د|ن|م))(?:ش|شان|شون|تان|تون)$")


class Lexicon(NamedTuple):
    """Everything the analyser looks up, keyed by folded words without marks."""

    known: dict[str, int]  # word -> bits above; WEAK alone: listed by hazm without a part of speech
    spelling: dict[str, str]  # spelling variant -> the spelling chosen
    explicit: dict[str, str]  # form -> stem: plurals, verb forms
    after_mi: dict[str, str]  # what may follow می/نمی -> stem
    plain: dict[str, str]  # written with ا -> the word with آ
    splits: dict[str, str]  # written joined -> its parts, half-space between
    spaced: dict[str, str]  # "a b" -> one word, over a space or half-space
    exceptions: dict[
        str, dict[str, list[str]]
    ]  # "a b" of `spaced` -> where it is one word (compounds.exceptions)
    half: dict[str, str]  # "a b" -> one word, over a half-space
    perfects: dict[str, str]  # participles that are also other words, but verbs before است/بود -> stem
    # "کاری که": words of their own that before this word are a noun and its ی -> the noun
    before: dict[str, str]
    before_free: dict[str, str]  # the same, but only where no noun stands before that they could describe
    passives: dict[str, str]  # those that are verbs before شد too
    adjectives: dict[str, str]  # what is a verb but before شد: «روند کار کند شد» -> itself

    def mi_stem(self, rest: str) -> str | None:
        """The stem of what follows می, with its object or without (می‌سازند, می‌سازندش), None if no verb."""
        stem = self.after_mi.get(rest)
        if stem is None and (match := _OBJECT.match(rest)):
            stem = self.after_mi.get(match[1])
        return stem

    def joined_mi(self, word: str) -> tuple[str, str] | None:
        """The usual spelling and the stem of a verb with its prefix joined (میرود, برمیگردد), or None."""
        match = JOINED_MI.match(word)
        if match is None:
            return None
        before, mi, rest = match[1] or "", match[2], match[3]
        stem = self.mi_stem(before + rest)
        return None if stem is None else (f"{before}{mi}{ZWNJ}{rest}", stem)

    def participle_stem(self, word: str) -> str | None:
        """The stem of the verb that a word is a participle of (گرفته → گرفت, نرفته → رفت), None if of none:
        نامه ends like one, and نامیدن has a present نام.
        """
        for participle in (word, word[1:]) if word[:1] == "ن" else (word,):
            stem = self.after_mi.get(participle)
            if stem and stem.removesuffix("ن") == participle[:-1]:
                return stem
        return None


def lexicon_path() -> Path:
    """Where the lexicon is: `RASAD_LEXICON`, else beside this module."""
    stated = os.environ.get("RASAD_LEXICON")
    return Path(stated) if stated else Path(__file__).with_name("_lexicon.bin")


def _header(content: bytes, path: Path) -> tuple[str, int]:
    """The version in a lexicon file's head, and where its body begins."""
    end = content.find(b"\n", len(MAGIC))
    if not content.startswith(MAGIC) or end < 0:
        raise LexiconMissingError(f"{path} is not a lexicon of this version: run `make setup`")
    return content[len(MAGIC) : end].decode("ascii", "replace"), end + 1


def read_version() -> str:
    """The version of the analyser: number of its rules and digest of its lexicon; `unbuilt` without one."""
    path = lexicon_path()
    try:
        with path.open("rb") as file:
            return _header(file.read(200), path)[0]
    except (OSError, LexiconMissingError):
        return "unbuilt"


@cache
def load() -> Lexicon:
    """The lexicon, read on the first call; LexiconMissingError (a sentence that names `make setup`) if it is
    not there.
    """
    path = lexicon_path()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LexiconMissingError(
            f"the lexicon {path} cannot be read ({error.strerror}): run `make setup`"
        ) from None
    stated, start = _header(content, path)
    if not stated.startswith(f"{RULES}-"):
        raise LexiconMissingError(f"{path} was built for other rules ({stated}): run `make setup`")
    tables = json.loads(zlib.decompress(content[start:]))
    names = {in_file: name for name, in_file in NAMES_IN_FILE.items()}
    return Lexicon(**{names.get(name, name): table for name, table in tables.items()})
