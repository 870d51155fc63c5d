"""Words typed without the space between them: برگزارشد, وشهرداری, درتهران, استاندارتهران.

The pen is lifted after ا د ر و …, so a missing space there looks right. Only words that are in no list are
read apart, and only into words that are common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rasad.persian.lexicon.lexicon import (
    ADJECTIVE,
    COMMON,
    FREQUENT,
    NAME,
    NOUN,
    OTHER,
    PROTECTED,
    WEAK,
    Lexicon,
)
from rasad.persian.morphology.analysis import WordAnalysis, is_frequent_noun
from rasad.persian.morphology.compound_endings import ENDS, SHORT_ENDS, SHORT_STARTS, SURNAME_ENDS

_OPEN = frozenset("اآدذرزژو")  # letters that do not join the next
_VERBS = (
    *("شد", "شدند", "شده", "شود", "شوند", "نشد", "نشده", "نشود", "میشود", "میشوند", "نمیشود", "گردید"),
    *("کرد", "کردند", "کرده", "کند", "کنند", "نکرد", "نکرده", "نکند", "میکند", "میکنند", "نمیکند"),
    *("داد", "دادند", "دهد", "دهند", "میدهد", "میدهند", "گرفت", "گرفتند", "گیرد", "گیرند", "میگیرد"),
    *("افزود", "گفت", "آمد", "رفت", "ماند", "نیست", "هستند", "بودند", "باشد", "گذشت", "نمود"),
    *("است", "بود", "دارد", "دارند", "ندارد", "داشت", "یافت", "زد", "رسید"),
)
# بینظمی, کمتردد: what no list has joined is read as it is with a half-space
_PREFIXES = ("بی", "پر", "کم", "بد", "غیر", "سوء", "ضد", "چند", "فرا", "ابر", "پسا", "درون", "برون")
# برانگیز, ناپذیری are no compounds of a noun
_VERB_PREFIXES = frozenset(("بر", "در", "باز", "فرا", "وا", "نا"))
_BEFORE = ("در", "از", "بر", "با", "تا")
_SEEMING = frozenset(("بی", "پر", "کم", "و", "به", *_BEFORE))  # what many a noun happens to begin with
_DAYS = frozenset(("امروز", "دیروز", "فردا", "امسال"))
_AFTER = ("را", "به", "که", "از", "در", "و")


class Segmenter:
    """Finds the words in one that is written without spaces; `step` reads a word once."""

    def __init__(self, lexicon: Lexicon, step: Callable[[str], WordAnalysis]) -> None:
        self._step = step
        self._known = lexicon.known
        self._explicit = lexicon.explicit
        self._joined_mi = lexicon.joined_mi
        self._before = lexicon.before
        self._before_free = lexicon.before_free
        self._half = lexicon.half
        self._participle = lexicon.participle_stem

    def parts(self, word: str) -> tuple[str, ...]:
        """The words that an unlisted word is made of; empty if it is none of these."""
        for first, second in self._cuts(word):
            if first and second and not self._is_of_a_noun(word, first, second):
                return first, second
        return ()

    def _is_of_a_noun(self, word: str, first: str, second: str) -> bool:
        """کمپینی, تامیلی, بتولی: a known word with ی that only looks as if it began with کم, تا or به."""
        base = word[:-1]
        known = word[-1] == "ی" and self._known.get(base, 0) & (NOUN | ADJECTIVE)
        return bool(known) and first in _SEEMING and f"{first} {second[:-1]}" not in self._half

    def _cuts(self, word: str) -> Iterator[tuple[str, str]]:
        """Every place where the word may be read as two, the surest first."""
        yield from self._before_verbs(word)
        yield from self._before_particles(word)
        yield from self._compounds(word)
        if word.endswith("یکه") and self._takes_that(word[:-2]):
            yield word[:-2], "که"
        yield from self._after_prefixes(word)
        yield from self._after_prepositions(word)
        yield from self._between_words(word)

    def _before_verbs(self, word: str) -> Iterator[tuple[str, str]]:
        """برگزارشد; شدهاست, whose participle is no noun."""
        for verb in _VERBS:
            base = word.removesuffix(verb)
            if base != word and base[-1:] in _OPEN and self._is_word(base, 3):
                yield base, verb
        if word.endswith("هاست") and self._participle(word[:-3]):
            yield word[:-3], "است"

    def _before_particles(self, word: str) -> Iterator[tuple[str, str]]:
        """کاررا, میرودکه."""
        for last in _AFTER:
            base = word.removesuffix(last)
            if base != word and base[-1:] in _OPEN and (self._is_word(base, 4) or self._joined_mi(base)):
                yield base, last

    def _after_prefixes(self, word: str) -> Iterator[tuple[str, str]]:
        """بینظمی, کمتردد."""
        for first in _PREFIXES:
            rest = word.removeprefix(first)
            bare = rest.removesuffix("ی")
            if rest != word and (self._is_word(rest, 2 if rest[:1] == "آ" else 3) or self._is_word(bare, 3)):
                yield first, rest

    def _after_prepositions(self, word: str) -> Iterator[tuple[str, str]]:
        """وشهرداری, بگزارش, درتهران."""
        if word[0] == "و" and self._is_word(word[1:], 4):
            yield "و", word[1:]
        if word[0] == "ب" and self._is_frequent(word[1:]):
            yield "به", word[1:]
        for first in _BEFORE:
            rest = word.removeprefix(first)
            if rest != word and (self._is_word(rest, 4) or self._is_inflected(rest)):
                yield first, rest

    def _between_words(self, word: str) -> Iterator[tuple[str, str]]:
        """استاندارتهران, وزیرکشور."""
        halves = [(word[:n], word[n:]) for n in range(4, len(word) - 3) if word[n - 1] in _OPEN]
        for first, rest in halves:
            of = self._known.get(rest, 0)  # a place, or what kind: two common nouns may be one compound
            kind = of & NAME or (of & ADJECTIVE and not of & NOUN)
            if kind and self._is_word(first, 4):
                yield first, rest
        for first, rest in halves:
            if rest not in SURNAME_ENDS and self._is_frequent(first) and self._is_frequent(rest):
                yield first, rest

    def _is_inflected(self, word: str) -> bool:
        """مدیران, شهرهای: a frequent noun with what belongs to it."""
        found = self._step(word) if len(word) > 5 else None
        if found is None or found.parts or found.stem == word:
            return False
        return is_frequent_noun(self._known.get(found.stem, 0))

    def _takes_that(self, word: str) -> bool:
        """کاری, افرادی: a noun with the ی that joins a clause."""
        if f"{word} که" in self._before or f"{word} که" in self._before_free:
            return True
        return word in self._explicit

    def _is_frequent(self, word: str) -> bool:
        """A noun or name that is no short word's accident: the shorter, the more frequent it must be."""
        if word.endswith(("ای", "وی")) and self._known.get(word, WEAK) == WEAK:  # امروزشورای
            word = word[:-1]
        bits = self._known.get(word, 0)
        kind = bits & NOUN or word in _DAYS
        often = COMMON if len(word) < 5 else COMMON | FREQUENT
        return len(word) > 3 and bool(bits & NAME or (kind and bits & often))

    def _compounds(self, word: str) -> Iterator[tuple[str, str]]:
        """طبیعتگردی, مجیدآباد, حسینپور: read as they are with a half-space."""
        for length in range(min(8, len(word) - 2), 1, -1):
            base, end = word[:-length], "آباد" if word[-length:] == "اباد" else word[-length:]
            if self._is_compound(base, end):
                yield base, end

    def _is_compound(self, base: str, end: str) -> bool:
        bits = self._known.get(base, 0)
        if end in ENDS:
            # سهامداری is not سها, برانگیز and ناپذیری are no compounds of a noun
            if base in _VERB_PREFIXES or (len(base) < 4 and bits & NAME):
                return False
            protected = bool(bits & PROTECTED) and len(base) > 4  # صادراتمحور
            return (
                protected
                or self._is_word(base, 3)
                or self._is_noun(base, 3, FREQUENT)
                or base in SHORT_STARTS
            )
        if end in SHORT_ENDS:
            return self._is_noun(base, 3, COMMON) or self._is_noun(base, 4, FREQUENT)
        named = end in SURNAME_ENDS and (bits or self._known.get(base[:-1], 0) & NAME)
        return len(base) > 2 and (end == "آباد" or bool(named))

    def _is_noun(self, word: str, shortest: int, often: int) -> bool:
        bits = self._known.get(word, 0)
        return len(word) >= shortest and bool(bits & NOUN and bits & often and not bits & NAME)

    def _is_word(self, word: str, shortest: int) -> bool:
        bits = self._known.get(word, 0)
        listed = bits & (NOUN | ADJECTIVE | OTHER) and bits & (COMMON if len(word) < 6 else FREQUENT)
        return len(word) >= shortest and bool(bits & NAME or listed or word in self._explicit)
