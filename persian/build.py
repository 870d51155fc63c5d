"""Set-up: read hazm's words and verbs and our reviewed lists once, and write the analyser's one lexicon file.

Run as ``python -m persian.build``.  hazm is needed here only; the analyser reads the file written.
"""

import argparse
import importlib.util
import json
import os
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from persian import verbs
from persian.characters import MARKS, ZWNJ, fold
from persian.lexicon import (
    ADJECTIVE,
    COMMON,
    FREQUENT,
    MAGIC,
    NAME,
    NOUN,
    OTHER,
    PROTECTED,
    RULES,
    WEAK,
    lexicon_path,
)
from persian.numbers import HUNDREDS, ORDINALS, TENS, VALUES

DATA = Path(__file__).with_name("data")
_MARK = re.compile(f"[{MARKS}]+")
_LETTERS = re.compile("[\u0621-\u06d3]+(?:\u200c[\u0621-\u06d3]+)*")
# A word hazm lists without a part of speech (158,000, most from an old dictionary) is kept only where it
# could be
# mistaken for an inflected form: it ends like one.
_RISKY = re.compile(r"(?:ان|ها|تر|ترین|ش|م|ت|مان|تان|شان|ی)$")
_COMMON_FROM = 50_000  # occurrences in the corpus hazm counted
_EXTRA_WORDS = ("وگو", "وجو", "وشو", "وساز", "وکار", "وآمد", "ونقل")  # second halves of گفت‌وگو …


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


def rows(name: str) -> Iterator[list[str]]:
    """The rows of one of our reviewed lists (``persian/data/NAME.tsv``), without comments."""
    for line in (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def read_words(path: Path) -> dict[str, int]:
    """hazm's words, folded, with bits for noun, adjective, other, frequent; no bit but WEAK if it says
    nothing."""
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


def _halves(verb: str) -> tuple[str, str]:
    """Past and present stem of ``past#present``; a past of "" if the row is not a verb of two plain stems."""
    past, _, present = (clean(part.strip()) for part in verb.partition("#"))
    return ("", "") if " " in present else (past, present)


def _verb_tables(known: dict[str, int], hazm_verbs: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """(forms after می, bare forms), each form to its verb's stem."""
    listed: dict[str, list[str]] = {}
    for kind, value, *_ in rows("verbs"):
        listed.setdefault(kind, []).append(value)
    by_infinitive = {clean(past) for past in listed["infinitive-stem"]}
    alone = {clean(word) for kind in ("left-alone", "participle") for word in listed[kind]}

    def stem_of(past: str) -> str:
        return past + "ن" if past in by_infinitive else past

    after_mi: dict[str, str] = {}
    bare: dict[str, str] = {}
    spoken = {start + ending: stem for start, stem in verbs.SPOKEN.items() for ending in verbs.SPOKEN_FORMS}
    in_use = [*listed["simple"], *listed["prefixed"]]
    archaic = [verb for verb in hazm_verbs if verb not in set(in_use)]
    for verb in [*in_use, "", *archaic]:
        if not verb:  # speech comes after the verbs in use (می‌دوند runs) and before old ones
            after_mi = spoken | after_mi
            continue
        past, present = _halves(verb)
        for form in verbs.after_mi(past, present) if past else ():
            if verb in archaic and len(form) < 4:
                continue
            after_mi.setdefault(form, stem_of(past))
            after_mi.setdefault(form.replace("آ", "ا"), stem_of(past))
    for negative in (False, True):  # نشستن is to sit before it is not to wash
        for verb in in_use:
            past, present = _halves(verb)
            for form in verbs.bare(past, present, negative, verb in listed["prefixed"]):
                if (
                    form in alone
                    or len(form) < 3
                    or (len(form) == 3 and form != past and form not in _SHORT_FORMS)
                ):
                    continue
                listed_too = known.get(form, 0) & (NOUN | ADJECTIVE) and form[-1] not in "نه"
                if form != past and listed_too and form not in _VERB_WINS:
                    continue
                bare.setdefault(form, stem_of(past) if form != past else past)
    for form, stem in {
        "توان": "توانست",
        "بایست": "باید",
        "بایستی": "باید",
        "باید": "باید",
        "شاید": "شاید",
    }.items():
        after_mi[form] = stem
    for form, stem in _pairs("form"):
        bare[form] = stem
    return after_mi, bare


def _pairs(kind: str) -> Iterator[tuple[str, str]]:
    """The rows ``form#stem`` of one kind in the list of verbs."""
    for row in rows("verbs"):
        if row[0] == kind:
            form, _, stem = row[1].partition("#")
            yield clean(form), clean(stem)


_SHORT_FORMS = frozenset(("کند", "شود", "دهد", "زند", "رسد", "کنم", "شده", "زده", "نشد"))
# Forms that hazm also lists as nouns, but that a news reader meets as verbs.
_VERB_WINS = frozenset(
    [
        "کند",
        "شود",
        "دهد",
        "دارد",
        "گوید",
        "کنند",
        "شوند",
        "دهند",
        "دارند",
        "گویند",
        "باشد",
        "باشند",
        "رفته",
        "گفته",
        "شده",
        "کرده",
        "نشده",
        "نکرده",
        "بوده",
        "دیده",
        "گفتند",
    ]
)


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


def _reviewed_splits(words: dict[str, int]) -> dict[str, str]:
    """Words written joined that are read apart: the reviewed ones, and compound numbers (صدوبیست)."""
    found = {clean(r[0]): clean(r[1]).replace(" ", ZWNJ) for r in rows("splits")}
    small = [word for word in VALUES if word not in HUNDREDS]
    for value in [*small, *(word for word in ORDINALS if word != "سیم"), *HUNDREDS]:  # وسیم is a name
        if words.get("و" + value, WEAK) == WEAK:
            found.setdefault("و" + value, f"و{ZWNJ}{value}")
    for big in [*TENS, *HUNDREDS]:
        for value in [*small, *ORDINALS]:
            if (VALUES.get(value) or ORDINALS[value]) < VALUES[big] and not words.get(f"{big}و{value}", 0) & (
                NOUN | ADJECTIVE
            ):
                found.setdefault(f"{big}و{value}", f"{big}{ZWNJ}و{ZWNJ}{value}")
    return found


def _joins(words: dict[str, int]) -> tuple[dict[str, str], dict[str, str]]:
    """Words written apart: (joined over a space or half-space, joined over a half-space only) → one word."""
    spaced: dict[str, str] = {}
    half: dict[str, str] = {}
    first = {clean(r[1]) for r in rows("apart") if r[0] == "first"}
    second = {clean(r[1]) for r in rows("apart") if r[0] == "second"}
    allowed = {r[1] for r in rows("apart") if r[0] == "allowed"}
    for word in words:
        parts = word.split(ZWNJ)
        joined = "".join(parts)
        if (
            len(parts) == 2
            and all(len(p) > 1 for p in parts)
            and joined in words
            and parts[1] not in _SUFFIX_LIKE
        ):
            half[" ".join(parts)] = joined
            if (parts[0] not in first and parts[1] not in second) or " ".join(parts) in allowed:
                spaced[" ".join(parts)] = joined
    for word, bits in words.items():
        if bits == WEAK or ZWNJ in word:
            continue
        for start in ["غیر"] if word.startswith("غیر") else [word.removesuffix(end) for end in _BOUND]:
            rest = word[len(start) :]
            if min(len(start), len(rest)) > 2 and start not in first and start in words and rest in words:
                half.setdefault(f"{start} {rest}", word)
                spaced.setdefault(f"{start} {rest}", word)
    for apart, one, *_ in rows("joins"):
        spaced[clean(apart)] = clean(one)
    names = {clean(r[0]) for r in rows("names")}
    half = {
        apart: one for apart, one in half.items() if one not in names or apart in spaced
    }  # به‌روز is no بهروز
    half.update(spaced)
    return spaced, half


# Second parts that are no words of their own: گود برداری, نو سازی.
_BOUND = ("سازی", "رسانی", "ریزی", "گذاری", "برداری", "بندی", "زدایی", "اندازی")
_SUFFIX_LIKE = frozenset(["ها", "های", "تر", "ترین", "ای", "ام", "ات", "اش", "ان", "گران"])


def build() -> dict[str, object]:
    """Everything the analyser needs, as one JSON-able value; the same for the same hazm and lists."""
    data = hazm_data()
    words = read_words(data / "words.dat")
    for extra in _EXTRA_WORDS:
        words[extra] = NOUN | FREQUENT
    for noun, *_ in rows("words"):
        folded = clean(noun)
        words[folded] = (words.get(folded, 0) & ~WEAK) | NOUN | FREQUENT
    hazm_verbs = (data / "verbs.dat").read_text(encoding="utf-8").splitlines()
    after_mi, bare = _verb_tables(words, hazm_verbs)
    variants = {clean(r[0]): clean(r[1]) for r in rows("variants")}
    plurals = {clean(r[0]): clean(r[1]) for r in rows("plurals")}
    spaced, half = _joins(words)
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
                splits[joined] = word
                if "آ" in joined and (bare_form := joined.replace("آ", "ا")) not in words:
                    splits.setdefault(bare_form, word)
    reviewed = _reviewed_splits(words)
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
    for name, bit in (("protected", PROTECTED), ("names", NAME | PROTECTED)):
        for word, *_ in rows(name):
            folded = clean(word)
            known[folded] = (known.get(folded, 0) & ~WEAK) | bit
            if folded not in plurals:
                explicit.pop(folded, None)
    for stem in {*after_mi.values(), *bare.values()}:
        known.setdefault(stem, OTHER)
        if known[stem] == WEAK:
            known[stem] = OTHER
    spelling = {form: variants.get(one, one) for form, one in variants.items() if form != one}
    for word in sorted({*variants.values(), *plurals.values(), *half.values()}):
        if known.get(word, WEAK) == WEAK:
            known[word] = NOUN | FREQUENT
    plain = {
        form: word
        for form, word in plain.items()
        if form not in explicit
        and known.get(form, WEAK) == WEAK
        and len(form) > 2
        and (form not in words or (known.get(word, 0) & COMMON and len(form) > 3))
    }
    return {
        "known": dict(sorted(known.items())),
        "spelling": dict(sorted(spelling.items())),
        "explicit": dict(sorted(explicit.items())),
        "after_mi": dict(sorted(after_mi.items())),
        "plain": dict(sorted(plain.items())),
        "splits": dict(sorted(splits.items())),
        "spaced": dict(sorted(spaced.items())),
        "half": dict(sorted(half.items())),
        "perfects": dict(sorted(_pairs("perfect"))),
    }


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
