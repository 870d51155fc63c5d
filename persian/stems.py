"""Stems: the one form a word is indexed under, found by guarded suffixes; never a different word.

A word is looked up before it is cut: reviewed pairs first, protected words and names as they are, then
what hazm
lists with a part of speech.  Only what is left is cut, and only down to a word that is known.
"""

import re
from typing import NamedTuple

from persian.affixes import (
    AGENT,
    CONSONANT_W,
    CONSONANT_WORDS,
    DEGREE,
    JOINED_MI,
    OWNED_PLURAL,
    PERSONS,
    PLURAL,
    POSSESSIVE,
    SHORT_BASES,
    SHORT_POSSESSIVE,
)
from persian.characters import ZWNJ
from persian.lexicon import ADJECTIVE, COMMON, FREQUENT, NAME, NOUN, OTHER, WEAK, Lexicon


def _weak_may_be_cut(pattern: re.Pattern[str], word: str) -> bool:
    """Of the words hazm lists without a part of speech, which a suffix may be cut from."""
    if pattern is PERSONS:
        return len(word) >= 7
    return pattern is not SHORT_POSSESSIVE or word[-1] in "شم"


class Found(NamedTuple):
    """A word's written form in its usual spelling, and its stem; ``parts`` if it is several words
    written joined."""

    exact: str
    stem: str
    parts: tuple[str, ...] = ()


class Stemmer:
    """Looks one cleaned word (no half-space, no marks) up in the lexicon; results do not depend on the
    text around."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known = lexicon.known

    def find(self, word: str) -> Found:
        """The word's usual spelling and stem (or the parts it should be read as)."""
        found = self._step(word)
        for _ in range(4):
            if found.parts or found.stem == word:
                return found
            again = self._step(found.stem)
            if again.parts or again.stem == found.stem:
                return found
            word, found = found.stem, Found(found.exact, again.stem)
        return found

    def is_verb_after_mi(self, word: str) -> str | None:
        """The stem of what stands after می or نمی, or None."""
        return self._lexicon.after_mi.get(word)

    def known(self, word: str) -> int:
        """The lexicon's bits of a word, 0 if it has none."""
        return self._known.get(word, 0)

    def accepts(self, base: str) -> bool:
        """Whether a suffix may be cut down to this word."""
        if self._known.get(base, 0) & ~WEAK or base in self._lexicon.explicit or base in self._lexicon.splits:
            return True
        return base in self._lexicon.plain or base in self._lexicon.spelling

    def _step(self, word: str) -> Found:
        lexicon = self._lexicon
        if (spelt := lexicon.spelling.get(word)) is not None:
            found = self._step(spelt) if spelt not in lexicon.spelling else Found(spelt, spelt)
            return Found(spelt if found.parts else found.exact, found.stem, found.parts)
        if (stem := lexicon.explicit.get(word)) is not None:
            return Found(word, stem)
        bits = self._known.get(word, 0)
        if bits & ~WEAK:
            return Found(word, word)
        if word.endswith("اء") and len(word) > 3:
            return Found(word[:-1], word[:-1])
        if "می" in word[:6] and (joined := self._joined_mi(word)):
            return joined
        if (spelt := lexicon.plain.get(word)) is not None:
            return Found(spelt, spelt)
        if (split := lexicon.splits.get(word)) is not None:
            return Found(word, word, tuple(split.split(ZWNJ)))
        if len(word) < 4:
            return Found(word, word)
        return self._cut(word, bits) or Found(word, word)

    def _joined_mi(self, word: str) -> Found | None:
        """میرود، نمیشود، برمیگردد: the prefix written joined."""
        match = JOINED_MI.match(word)
        if match is None:
            return None
        before, mi, rest = match[1] or "", match[2], match[3]
        stem = self._lexicon.after_mi.get(before + rest)
        return None if stem is None else Found(f"{before}{mi}{ZWNJ}{rest}", stem)

    def _cut(self, word: str, bits: int) -> Found | None:
        for pattern, cut in (
            (PLURAL, self._plural),
            (DEGREE, self._degree),
            (POSSESSIVE, self._possessive),
            (PERSONS, self._persons),
            (OWNED_PLURAL, self._owned_plural),
            (SHORT_POSSESSIVE, self._possessive),
        ):
            if bits == WEAK and not _weak_may_be_cut(pattern, word):
                continue
            if match := pattern.match(word):
                base, suffix = (group for group in match.groups() if group is not None)
                if found := cut(base, suffix):
                    return found
        return self._ezafe(word, bits)

    def _plural(self, base: str, suffix: str) -> Found | None:
        if (
            base.endswith("ب")
            and self._known.get(base[:-1], 0) & NOUN
            and not self._known.get(base, 0) & ~WEAK
        ):
            return None  # گازبها: the price of gas
        if suffix != "ها" and self._known.get(base + "ها", 0) & ~WEAK:  # انتهایی، تنهایی
            return None
        if len(suffix) == 3 and suffix[-1] in "متش" and self._known.get(base + suffix):
            return None
        if suffix == "های" and not self._known.get(base, 0) & ~WEAK and self._is_noun(base + "ه", 3):
            return Found(f"{base}ه{ZWNJ}ای", base + "ه")
        if self.accepts(base) or (self._known.get(base) == WEAK and len(base) > 2):
            return self._to(base, suffix)
        inner = self._step(base)
        if inner.parts or inner.stem != base or (len(base) > 3 and base not in self._known):
            return self._to(base, suffix)
        return None

    def _degree(self, base: str, suffix: str) -> Found | None:
        bits = self._known.get(base, 0)
        listed = self._known.get(base + suffix) == WEAK
        if bits & ADJECTIVE and not bits & NAME and len(base) > 2 and (bits & COMMON or not listed):
            return None if listed and suffix == "تری" else self._to(base, suffix)
        spelt = self._lexicon.plain.get(base) or self._lexicon.spelling.get(base)
        if spelt and self._known.get(spelt, 0) & ADJECTIVE:
            return self._to(base, suffix)
        split = self._lexicon.splits.get(base)
        return self._to(base, suffix) if split and len(base) > 4 else None

    def _possessive(self, base: str, suffix: str) -> Found | None:
        """شهرمان، کتابهایشان, پدرش, پایم: only after a frequent noun that is no name."""
        if suffix.startswith("ی") and not base.endswith(("ا", "و")):
            base, suffix = base + "ی", suffix[1:]  # زندگی‌شان
            if len(base) < 5 or self._known.get(base + suffix):
                return None
        spoken = suffix.endswith("ون")
        listed = self._known.get(base + suffix) == WEAK
        if listed and suffix in ("ش", "یش", "م"):
            shortest = 4 if suffix == "م" else 3
            common = self._known.get(base, 0) & COMMON and self._is_noun(base, shortest)
            return self._to(base, suffix) if common else None
        if listed and (
            spoken or not self._known.get(base, 0) & COMMON or (suffix[-3:] != "شان" and len(base) < 4)
        ):
            return None
        if base in SHORT_BASES or self._is_noun(base, 3):
            return self._to(base, suffix)
        inner = self._step(base)
        if len(suffix) > 2 and not inner.parts and inner.stem != base and self._is_noun(inner.stem, 3):
            return self._to(base, suffix)
        return None

    def _persons(self, base: str, suffix: str) -> Found | None:
        if suffix == "گان":
            return Found(base + suffix, base + "ه") if self._is_noun(base + "ه", 3) else None
        if suffix == "یان" and base.endswith(("ا", "و")) and self._is_noun(base, 3):
            return Found(base + suffix, base)
        if suffix == "یان" and self._known.get(base + suffix) == WEAK:
            return None
        whole = base + "ی" if suffix == "یان" else base
        if self._is_noun(whole, 3):
            return Found(base + suffix, whole)
        if suffix == "یان" and self._is_noun(base, 3) and self._known.get(whole, 0):
            return Found(base + suffix, whole)
        if suffix == "ان" and (base in self._lexicon.splits or ZWNJ in self._lexicon.spelling.get(base, "")):
            return self._to(base, suffix)
        agent = AGENT.match(base) if suffix == "ان" else None
        if agent and self._known.get(agent[1], 0) & (NOUN | ADJECTIVE):
            return Found(base + suffix, base)
        return None

    def _owned_plural(self, base: str, suffix: str) -> Found | None:
        """مدیرانش، رانندگانی، مشکلاتی: an owner or "a" after a plural that is known as one."""
        reviewed = self._lexicon.explicit.get(base)
        inner = Found(base, reviewed) if reviewed else self._step(base)
        if inner.parts or inner.stem == base:
            return None
        listed = self._known.get(base + suffix)
        if listed and not reviewed and (suffix[0] in "یت" or not self._known.get(inner.stem, 0) & COMMON):
            return None
        return Found(inner.exact + suffix, inner.stem)

    def _ezafe(self, word: str, bits: int) -> Found | None:
        """شورای، نیروی، دانشجویی: ی after ا or و joins the next word or means "a"."""
        if word.endswith(CONSONANT_W) or (word[:-1] in CONSONANT_WORDS):
            return None
        if (
            word.endswith(("ای", "وی"))
            and self.accepts(word[:-1])
            and not self._known.get(word[:-1], 0) & NAME
        ):
            return Found(word[:-1], word[:-1])
        if word.endswith(("ایی", "ویی")) and bits == 0 and self._is_noun(word[:-2], 4):
            return Found(word, word[:-2])
        return None

    def _is_noun(self, base: str, shortest: int) -> bool:
        bits = self._known.get(base, 0)
        wanted = bits & (NOUN | ADJECTIVE) and bits & FREQUENT and not bits & NAME
        return bool(wanted) and len(base) >= shortest and not (bits & OTHER and not bits & NOUN)

    def _to(self, base: str, suffix: str) -> Found:
        inner = self._step(base)
        if inner.parts:
            return Found(base + suffix, base, (*inner.parts[:-1], f"{inner.parts[-1]}{suffix}"))
        return Found(
            f"{inner.exact}{ZWNJ}{suffix}" if suffix[0] in "هت" else inner.exact + suffix, inner.stem
        )
