"""Possessive endings written on a word: شهرمان, پدرش, اعضایش, مدیرانشان, ایرانمان."""

from __future__ import annotations

from collections.abc import Callable

from rasad.persian.lexicon.lexicon import COMMON, NAME, NOUN, PROTECTED, WEAK, Lexicon
from rasad.persian.morphology.affixes import COMPARED, POSSESSED_PAIR, SHORT_BASES
from rasad.persian.morphology.analysis import WordAnalysis, is_frequent_noun


class Possessives:
    """Cuts possessive endings, and the ی that means "a" after a plural.

    `step` reads a word once, `to` makes the analysis of a base with its suffix.
    """

    def __init__(
        self, lexicon: Lexicon, step: Callable[[str], WordAnalysis], to: Callable[[str, str], WordAnalysis]
    ) -> None:
        self._lexicon = lexicon
        self._known = lexicon.known
        self._step = step
        self._to = to

    def after_pair(self, word: str, bits: int) -> WordAnalysis | None:
        """اعضایش، مدارسی، بردنش: a possessive or "a" after a form that the lexicon pairs with its stem."""
        match = POSSESSED_PAIR.match(word)
        if match is None:
            return None
        base, suffix = (group for group in match.groups() if group is not None)
        stem = self._lexicon.explicit.get(base)
        if stem is None or (bits and suffix not in ("ی", "یی", "یش", "شان")):
            return None
        if base in COMPARED or base == stem + base[-1] or base.startswith(stem + "ی"):  # دلش, طرحی
            return None
        if base[-1] in "او" and suffix == "ی":
            return WordAnalysis(base, stem)
        if suffix == "ی" and stem in self._lexicon.after_mi:
            return None  # دیدنی: worth seeing; خزیمی: a name
        return WordAnalysis(base + suffix, stem)

    def after_noun(self, base: str, suffix: str) -> WordAnalysis | None:
        """شهرمان، کتابهایشان, پدرش, پایم: only after a frequent noun, or a name if many possess."""
        if suffix.startswith("ی") and not base.endswith(("ا", "و")):
            base, suffix = base + "ی", suffix[1:]  # زندگی‌شان
            short = len(base) < 5 and not self._known.get(base, 0) & COMMON  # بازی‌شان is common enough
            if short or self._known.get(base + suffix):
                return None
        listed = self._known.get(base + suffix) == WEAK
        if base.endswith("ی") and len(suffix) == 1:  # زندگیش
            common = [noun for noun in (base, base[:-1]) if self._known.get(noun, 0) & COMMON]
            owned = suffix == "ش" and not listed and any(self._is_noun(noun, 4) for noun in common)
            return self._to(base, suffix) if owned else None
        if suffix == "ش" and base[-1] in "او" and (listed or not self._known.get(base, 0) & COMMON):
            return None
        if plural := self._plural_in_an(base, suffix):
            return plural
        return self._after_listed(base, suffix) if listed else self._after_unlisted(base, suffix)

    def _plural_in_an(self, base: str, suffix: str) -> WordAnalysis | None:
        """متهمان, آدمکشان: a plural in ان that only looks like a possessive."""
        noun = base + suffix[0]
        may_be = (suffix == "مان" and noun[0] == "م") or (suffix == "شان" and noun.endswith("کش"))
        return WordAnalysis(noun + "ان", noun) if may_be and self._is_noun(noun, 4) else None

    def _after_listed(self, base: str, suffix: str) -> WordAnalysis | None:
        """Where the whole is listed, though without a part of speech: only after a common word."""
        common = self._known.get(base, 0) & COMMON
        if suffix in ("ش", "یش", "م"):
            return (
                self._to(base, suffix) if common and self._is_noun(base, 4 if suffix == "م" else 3) else None
            )
        if not common or suffix.endswith("ون") or (suffix[-3:] != "شان" and len(base) < 4):
            return None
        if base in SHORT_BASES or self._is_noun(base, 3):
            return self._to(base, suffix)
        return self._after_inflected(base, suffix)

    def _after_unlisted(self, base: str, suffix: str) -> WordAnalysis | None:
        """Where no list has the whole."""
        bits = self._known.get(base, 0)
        short = len(base) == 2 and suffix != "ش" and self._lexicon.explicit.get(base + "ش") == base
        rare = bits & NOUN and not bits & NAME and len(base) > 4
        if (
            base in SHORT_BASES
            or self._is_noun(base, 3)
            or short  # خطشان, for خطش was reviewed
            or (base.endswith("ی") and self._is_noun(base[:-1], 4))  # بیماریشان
            or rare  # رستورانش: rare, but no other word
        ):
            return self._to(base, suffix)
        if bits & PROTECTED and suffix[0] != "ت":
            named = bits & NAME and len(base) > 3 and suffix in ("مان", "مون", "شان")
            if named or base.endswith("ات"):
                return WordAnalysis(base + suffix, base)  # ایرانمان, صادراتش
        return self._after_inflected(base, suffix) or self._after_unknown(base, suffix)

    def _after_inflected(self, base: str, suffix: str) -> WordAnalysis | None:
        """کتابهایشان: the base is itself a form of a noun."""
        inner = self._step(base)
        noun = len(suffix) > 2 and not inner.parts and inner.stem != base and self._is_noun(inner.stem, 3)
        return self._to(base, suffix) if noun else None

    def _after_unknown(self, base: str, suffix: str) -> WordAnalysis | None:
        """روتورتان: a long word no list has is rather an owned one; مان ends foreign names too (زیمرمان)."""
        if base in self._known or base[-1] in "اویهس" or suffix not in ("مان", "تان", "شان"):
            return None
        return self._to(base, suffix) if len(base) >= (6 if suffix == "مان" else 5) else None

    def after_plural(self, base: str, suffix: str) -> WordAnalysis | None:
        """مدیرانش، رانندگانی، مشکلاتی: a possessive or "a" after a plural that is known as one."""
        reviewed = self._lexicon.explicit.get(base)
        inner = WordAnalysis(base, reviewed) if reviewed else self._step(base)
        if inner.parts or inner.stem == base:
            return None
        listed = self._known.get(base + suffix)
        if listed and not reviewed and base.endswith("گان") and suffix == "ی":
            return WordAnalysis(inner.exact + suffix, inner.stem)
        if listed and not reviewed and (suffix[0] in "یت" or not self._known.get(inner.stem, 0) & COMMON):
            return None
        return WordAnalysis(inner.exact + suffix, inner.stem)

    def _is_noun(self, base: str, shortest: int) -> bool:
        return len(base) >= shortest and is_frequent_noun(self._known.get(base, 0))
