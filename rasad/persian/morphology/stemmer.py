"""Stems: the one form a word is indexed under, found by cutting suffixes; never a different word.

A word is looked up before it is cut: reviewed pairs first, protected words and names as they are, then what
hazm lists with a part of speech. Only what is left is cut, and only down to a word that is known.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rasad.persian.lexicon.lexicon import ADJECTIVE, COMMON, FREQUENT, NAME, NOUN, PROTECTED, WEAK, Lexicon
from rasad.persian.morphology.affixes import (
    AGENT,
    COMPARED,
    CONSONANT_W,
    CONSONANT_WORDS,
    COPULA,
    DEGREE,
    PERSONS,
    PLURAL,
    POSSESSED_PLURAL,
    POSSESSIVE,
    SHORT_POSSESSIVE,
    SOUNDED_H,
    SPOKEN_POSSESSIVE,
)
from rasad.persian.morphology.analysis import WordAnalysis, is_frequent_noun
from rasad.persian.morphology.possessives import Possessives
from rasad.persian.morphology.segmenter import Segmenter
from rasad.persian.text.normalizer import ZWNJ

# ارتقاء, ماشاءالله, بهاءالدین: written without the hamza as often
_AFTER_ALEF = re.compile("(?<=..ا)ء(?=$|ال)")
LONGEST_WORD = 40  # letters; hazm's longest has 25, and a hostile one would be cut at every letter


def _weak_may_be_cut(pattern: re.Pattern[str], word: str) -> bool:
    """Of the words hazm lists without a part of speech, which a suffix may be cut from."""
    if pattern is PERSONS:
        return len(word) >= 7
    return pattern is not SHORT_POSSESSIVE or word[-1] in "شم"


class Stemmer:
    """Looks one cleaned word (no half-space, no marks) up in the lexicon; results do not depend on the text
    around.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._known = lexicon.known
        # Several suffixes ask about the same base: without a memory «هاهاهاهاها…» doubles the work each time.
        self._step = lru_cache(maxsize=4096)(self._analyze)
        self.segmenter = Segmenter(lexicon, self._step)
        self._possessives = Possessives(lexicon, self._step, self._to)

    def find(self, word: str) -> WordAnalysis:
        """The word's usual spelling and stem (or the parts it should be read as)."""
        found = self._step(word)
        for _ in range(4):
            if found.parts or found.stem == word:
                return found
            again = self._step(found.stem)
            if again.parts:
                return again
            if again.stem == found.stem:
                return found
            word, found = found.stem, WordAnalysis(found.exact, again.stem)
        return found

    def known(self, word: str) -> int:
        """The lexicon's bits of a word, 0 if it has none."""
        return self._known.get(word, 0)

    def accepts(self, base: str) -> bool:
        """Whether a suffix may be cut down to this word."""
        if self._known.get(base, 0) & ~WEAK or base in self._lexicon.explicit or base in self._lexicon.splits:
            return True
        return base in self._lexicon.plain or base in self._lexicon.spelling

    def _analyze(self, word: str) -> WordAnalysis:
        bits = self._known.get(word, 0)
        return self._listed(word, bits) or self._respelt(word, bits) or self._inflected(word, bits)

    def _listed(self, word: str, bits: int) -> WordAnalysis | None:
        """A word that the lexicon has as it is, or pairs with its spelling or stem."""
        lexicon = self._lexicon
        if (spelt := lexicon.spelling.get(word)) is not None:
            found = self._step(spelt) if spelt not in lexicon.spelling else WordAnalysis(spelt, spelt)
            return WordAnalysis(spelt if found.parts else found.exact, found.stem, found.parts)
        stem = lexicon.explicit.get(word) or COMPARED.get(word)
        if stem is not None:
            return WordAnalysis(word, stem)
        if "اء" in word and not bits & PROTECTED and (plain := _AFTER_ALEF.sub("", word)) != word:
            return self._step(plain)
        return WordAnalysis(word, word) if bits & ~WEAK else None

    def _respelt(self, word: str, bits: int) -> WordAnalysis | None:
        """A known word without its half-space, its آ, or the space between its parts."""
        lexicon = self._lexicon
        if "می" in word[:6] and (joined := lexicon.joined_mi(word)):
            return WordAnalysis(*joined)
        if (spelt := lexicon.plain.get(word)) is not None:
            return WordAnalysis(spelt, spelt)
        if word[-1] == "آ" and bits == 0 and len(word) > 3:  # حتمآ: meant is tanvin
            return self._step(word[:-1] + "ا")
        if (split := lexicon.splits.get(word)) is not None:
            return WordAnalysis(word, word, tuple(split.split(ZWNJ)))
        return None

    def _inflected(self, word: str, bits: int) -> WordAnalysis:
        """What is left without the suffixes that belong to a known word; the word itself if it has none."""
        if not 4 <= len(word) <= LONGEST_WORD:
            return WordAnalysis(word, word)
        if read := self._verb_without_madda(word) or self._cut(word, bits) or self._ezafe_joined(word, bits):
            return read
        if bits or (parts := self.segmenter.parts(word)):
            return WordAnalysis(word, word, parts if bits == 0 else ())
        return self._without_madda(word) or WordAnalysis(word, word)

    def _ezafe_joined(self, word: str, bits: int) -> WordAnalysis | None:
        """خانهی, پروژهی: the half-space of ه‌ی was lost. Not راهی, گروهی: their ه is a consonant."""
        base = word[:-1]
        if not word.endswith("هی") or base.endswith(SOUNDED_H):
            return None
        known = self._known.get(base, 0)
        sure = known & ~WEAK and not known & NAME and (not bits or known & COMMON)
        return self._step(base) if sure else None

    def _verb_without_madda(self, word: str) -> WordAnalysis | None:
        """اوردند, اموخته: hazm lists some such forms too, from an old dictionary."""
        stem = self._lexicon.explicit.get("آ" + word[1:]) if word[0] == "ا" and len(word) > 4 else None
        past = stem and self._lexicon.after_mi.get(stem.removesuffix("ن"))
        return WordAnalysis("آ" + word[1:], stem) if stem and past == stem else None

    def _without_madda(self, word: str) -> WordAnalysis | None:
        """اموزان, اسیابها: an inflected form of a word that begins with آ."""
        if word[0] != "ا":
            return None
        found = self._step(meant := "آ" + word[1:])
        # ادما is no آدم: a short word is too little to go by
        return found if found.stem != meant and len(found.stem) > 3 and not found.parts else None

    def _cut(self, word: str, bits: int) -> WordAnalysis | None:
        if found := self._possessives.after_pair(word, bits):
            return found
        for pattern, cut in (
            (PLURAL, self._plural),
            (DEGREE, self._degree),
            (POSSESSIVE, self._possessives.after_noun),
            (PERSONS, self._persons),
            (POSSESSED_PLURAL, self._possessives.after_plural),
            (SHORT_POSSESSIVE, self._possessives.after_noun),
            (SPOKEN_POSSESSIVE, self._possessives.after_noun),
            (COPULA, self._copula),
        ):
            if bits == WEAK and not _weak_may_be_cut(pattern, word):
                continue
            if match := pattern.match(word):
                base, suffix = (group for group in match.groups() if group is not None)
                if found := cut(base, suffix):
                    return found
        return self._ezafe(word, bits)

    def _plural(self, base: str, suffix: str) -> WordAnalysis | None:
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
            return WordAnalysis(f"{base}ه{ZWNJ}ای", base + "ه")
        if self.accepts(base) or (self._known.get(base) == WEAK and len(base) > 2):
            return self._to(base, suffix)
        inner = self._step(base)
        unknown = base not in self._known and len(base) > (3 if suffix == "ها" else 2)
        if inner.parts or inner.stem != base or unknown:
            return self._to(base, suffix)
        return None

    def _degree(self, base: str, suffix: str) -> WordAnalysis | None:
        if base != "بر" and (stem := COMPARED.get(base + "تر")) is not None:
            return WordAnalysis(base + suffix, stem)  # بهتری
        bits = self._known.get(base, 0)
        listed = self._known.get(base + suffix) == WEAK
        if bits and suffix == "ترین" and len(base) > 3 and not listed and not bits & NAME:
            return self._to(base, suffix)
        if bits & ADJECTIVE and not bits & NAME and len(base) > 2 and (bits & COMMON or not listed):
            return self._to(base, suffix)
        spelt = self._lexicon.plain.get(base) or self._lexicon.spelling.get(base)
        if spelt and self._known.get(spelt, 0) & ADJECTIVE:
            return self._to(base, suffix)
        split = self._lexicon.splits.get(base)
        if split and len(base) > 4:
            return self._to(base, suffix)
        # پربازدیدترین: an adjective no list has
        unlisted = suffix == "ترین" and not bits and len(base) > 4
        return self._to(base, suffix) if unlisted and self.segmenter.parts(base) else None

    def _persons(self, base: str, suffix: str) -> WordAnalysis | None:
        if suffix == "گان":
            one = self._lexicon.plain.get(base + "ه", base + "ه")  # اوارگان
            return WordAnalysis(base + suffix, one) if self._is_noun(one, 3) else None
        if suffix == "یان" and base.endswith(("ا", "و")) and self._is_noun(base, 3):
            return WordAnalysis(base + suffix, base)
        if suffix == "یان" and self._known.get(base + suffix) == WEAK:
            return None
        whole = base + "ی" if suffix == "یان" else self._lexicon.spelling.get(base, base)
        if self._is_noun(whole, 3):
            return WordAnalysis(base + suffix, whole)
        if suffix == "یان" and self._is_noun(base, 3) and self._known.get(whole, 0):
            return WordAnalysis(base + suffix, whole)
        if suffix == "ان" and (base in self._lexicon.splits or ZWNJ in self._lexicon.spelling.get(base, "")):
            return self._to(base, suffix)
        agent = AGENT.match(base) if suffix == "ان" else None
        if agent and self._known.get(agent[1], 0) & (NOUN | ADJECTIVE):
            return WordAnalysis(base + suffix, base)
        return None

    def _copula(self, base: str, suffix: str) -> WordAnalysis | None:
        """معتقدند, موظفند: they are …; only of an adjective."""
        bits = self._known.get(base, 0)
        adjective = bits & ADJECTIVE and bits & FREQUENT and not bits & NAME
        return self._to(base, suffix) if adjective else None

    def _ezafe(self, word: str, bits: int) -> WordAnalysis | None:
        """شورای، نیروی، دانشجویی: ی after ا or و joins the next word or means "a"."""
        if word.endswith(CONSONANT_W) or (word[:-1] in CONSONANT_WORDS):
            return None
        if (
            word.endswith(("ای", "وی"))
            and self.accepts(word[:-1])
            and (bits == 0 or not self._known.get(word[:-1], 0) & NAME)
        ):
            return WordAnalysis(word[:-1], word[:-1])
        if word.endswith(("ایی", "ویی")) and bits == 0 and self._is_noun(word[:-2], 4):
            return WordAnalysis(word, word[:-2])
        return None

    def _is_noun(self, base: str, shortest: int) -> bool:
        return len(base) >= shortest and is_frequent_noun(self._known.get(base, 0))

    def _to(self, base: str, suffix: str) -> WordAnalysis:
        inner = self._step(base)
        if inner.parts:
            return WordAnalysis(base + suffix, base, (*inner.parts[:-1], f"{inner.parts[-1]}{ZWNJ}{suffix}"))
        return WordAnalysis(
            f"{inner.exact}{ZWNJ}{suffix}" if suffix[0] in "هت" else inner.exact + suffix, inner.stem
        )
