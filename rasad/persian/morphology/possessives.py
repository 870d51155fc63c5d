"""Owners written on a word: شهرمان, پدرش, اعضایش, مدیرانشان, ایرانمان."""

from __future__ import annotations

from collections.abc import Callable

from rasad.persian.lexicon.lexicon import COMMON, NAME, NOUN, PROTECTED, WEAK, Lexicon
from rasad.persian.morphology.analysis import WordAnalysis, is_frequent_noun
from rasad.persian.text.affixes import COMPARED, OWNED_PAIR, SHORT_BASES


class Possessives:
    """Cuts owners, and the ی that means "a" after a plural.  ``step`` reads a word once, ``to`` makes the
    reading of a base with its suffix."""

    def __init__(
        self, lexicon: Lexicon, step: Callable[[str], WordAnalysis], to: Callable[[str, str], WordAnalysis]
    ) -> None:
        self._lexicon = lexicon
        self._known = lexicon.known
        self._step = step
        self._to = to

    def after_pair(self, word: str, bits: int) -> WordAnalysis | None:
        """اعضایش، مدارسی، بردنش: an owner or "a" after a form that the lexicon pairs with its stem."""
        match = OWNED_PAIR.match(word)
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
        """شهرمان، کتابهایشان, پدرش, پایم: only after a frequent noun, or a name if the owner is plural."""
        if suffix.startswith("ی") and not base.endswith(("ا", "و")):
            base, suffix = base + "ی", suffix[1:]  # زندگی‌شان
            short = len(base) < 5 and not self._known.get(base, 0) & COMMON  # بازی‌شان is common enough
            if short or self._known.get(base + suffix):
                return None
        spoken = suffix.endswith("ون")
        listed = self._known.get(base + suffix) == WEAK
        if base.endswith("ی") and len(suffix) == 1:  # زندگیش
            common = [noun for noun in (base, base[:-1]) if self._known.get(noun, 0) & COMMON]
            owned = suffix == "ش" and not listed and any(self._is_noun(noun, 4) for noun in common)
            return self._to(base, suffix) if owned else None
        if suffix == "ش" and base[-1] in "او" and (listed or not self._known.get(base, 0) & COMMON):
            return None
        longer = base + suffix[0]
        if (
            suffix in ("مان", "شان")
            and longer.startswith("م" if suffix == "مان" else "")
            and (self._is_noun(longer, 4) and longer.endswith(("م", "کش")))
        ):
            return WordAnalysis(longer + "ان", longer)  # متهمان, آدمکشان
        if listed and suffix in ("ش", "یش", "م"):
            shortest = 4 if suffix == "م" else 3
            cut = self._known.get(base, 0) & COMMON and self._is_noun(base, shortest)
            return self._to(base, suffix) if cut else None
        if listed and (
            spoken or not self._known.get(base, 0) & COMMON or (suffix[-3:] != "شان" and len(base) < 4)
        ):
            return None
        if base in SHORT_BASES or self._is_noun(base, 3):
            return self._to(base, suffix)
        if len(base) == 2 and suffix != "ش" and not listed and self._lexicon.explicit.get(base + "ش") == base:
            return self._to(base, suffix)  # خطشان, for خطش was reviewed
        if base.endswith("ی") and not listed and self._is_noun(base[:-1], 4):  # بیماریشان
            return self._to(base, suffix)
        bits = self._known.get(base, 0)
        if (
            bits & NOUN and not bits & NAME and not listed and len(base) > 4
        ):  # رستورانش: rare, but no other word
            return self._to(base, suffix)
        if (
            bits & PROTECTED
            and not listed
            and suffix[0] != "ت"
            and ((bits & NAME and len(base) > 3 and suffix in ("مان", "مون", "شان")) or base.endswith("ات"))
        ):
            return WordAnalysis(base + suffix, base)  # ایرانمان, صادراتش
        inner = self._step(base)
        if len(suffix) > 2 and not inner.parts and inner.stem != base and self._is_noun(inner.stem, 3):
            return self._to(base, suffix)
        # روتورتان: a long word no list has is rather an owned one; مان ends foreign names too (زیمرمان)
        unlisted = base not in self._known and not listed and base[-1] not in "اویهس"
        if unlisted and suffix in ("مان", "تان", "شان") and len(base) >= (6 if suffix == "مان" else 5):
            return self._to(base, suffix)
        return None

    def after_plural(self, base: str, suffix: str) -> WordAnalysis | None:
        """مدیرانش، رانندگانی، مشکلاتی: an owner or "a" after a plural that is known as one."""
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
