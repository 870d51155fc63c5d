"""Words typed without the space between them: برگزارشد, وشهرداری, درتهران, استاندارتهران.

The pen is lifted after ا د ر و …, so a missing space there looks right.  Only words that are in no list are
read apart, and only into words that are common.
"""

from collections.abc import Iterator

from persian.affixes import ENDS
from persian.lexicon import ADJECTIVE, COMMON, FREQUENT, NAME, NOUN, OTHER, Lexicon

_OPEN = frozenset("اآدذرزژو")  # letters that do not join the next
_VERBS = (
    *("شد", "شدند", "شده", "شود", "شوند", "نشد", "نشده", "نشود", "میشود", "میشوند", "نمیشود", "گردید"),
    *("کرد", "کردند", "کرده", "کند", "کنند", "نکرد", "نکرده", "نکند", "میکند", "میکنند", "نمیکند"),
    *("داد", "دادند", "دهد", "دهند", "میدهد", "میدهند", "گرفت", "گرفتند", "گیرد", "گیرند", "میگیرد"),
    *("است", "بود", "دارد", "دارند", "ندارد", "داشت", "یافت", "زد", "رسید"),
)
_PREFIXES = (
    "بی",
    "کم",
    "بد",
    "غیر",
    "سوء",
    "ضد",
    "چند",
    "فرا",
)  # بینظمی, کمتردد: what no list has joined is read as it is with a half-space
_BEFORE = ("در", "از", "بر", "با", "تا")
_AFTER = ("را", "به", "که", "از", "در", "و")


class Glued:
    """Finds the words in one that is written without spaces."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._known = lexicon.known
        self._explicit = lexicon.explicit

    def parts(self, word: str) -> tuple[str, ...]:
        """The words that an unlisted word is made of; empty if it is none of these."""
        for first, second in self._cuts(word):
            if first and second:
                return first, second
        return ()

    def _cuts(self, word: str) -> Iterator[tuple[str, str]]:
        for verb in _VERBS:
            base = word.removesuffix(verb)
            if base != word and base[-1:] in _OPEN and self._is_word(base, 3):
                yield base, verb
        for last in _AFTER:
            base = word.removesuffix(last)
            if base != word and base[-1:] in _OPEN and self._is_word(base, 4):
                yield base, last
        for second in ENDS:
            base = word.removesuffix(second)
            if base != word and self._is_word(base, 3):
                yield base, second
        base = word.removesuffix("آباد")
        if base != word and len(base) > 2:  # مجیدآباد: read as it is with a half-space
            yield base, "آباد"
        for first in _PREFIXES:
            rest = word.removeprefix(first)
            bare = rest.removesuffix("ی")
            if rest != word and (self._is_word(rest, 2 if rest[0] == "آ" else 3) or self._is_word(bare, 3)):
                yield first, rest
        if word[0] == "و" and self._is_word(word[1:], 4):
            yield "و", word[1:]
        for first in _BEFORE:
            rest = word.removeprefix(first)
            if rest != word and self._is_word(rest, 4):
                yield first, rest
        for place in range(4, len(word) - 3):
            rest = word[place:]
            of = self._known.get(rest, 0)  # a place, or what kind: two common nouns may be one compound
            kind = of & NAME or (of & ADJECTIVE and not of & NOUN)
            if kind and word[place - 1] in _OPEN and self._is_word(word[:place], 4) and len(rest) > 3:
                yield word[:place], rest

    def _is_word(self, word: str, shortest: int) -> bool:
        bits = self._known.get(word, 0)
        listed = bits & (NOUN | ADJECTIVE | OTHER) and bits & (COMMON if len(word) < 6 else FREQUENT)
        return len(word) >= shortest and bool(bits & NAME or listed or word in self._explicit)
