"""One written word, half-spaces and marks included, to its terms and their places in it."""

from __future__ import annotations

import re

from rasad.persian.lexicon.lexicon import COMMON, NAME, WEAK, Lexicon
from rasad.persian.morphology.affixes import COMPARED, PERFECT, SUFFIX_PARTS
from rasad.persian.morphology.analysis import WordAnalysis
from rasad.persian.morphology.compound_endings import NOT_AND
from rasad.persian.morphology.stemmer import Stemmer
from rasad.persian.text.normalizer import MARKS, ZWNJ
from rasad.persian.text.numbers import ORDINALS, VALUES
from rasad.persian.text.token import WordPart

_MARK = re.compile(f"[{MARKS}]")
_HAMZA_ALEF = re.compile("ا\u0653")
_VERB_PREFIX = re.compile("^(بر|باز|در|فرا|فرو|وا|ور)?(ن?می)$")
_NUMBER_WORDS = VALUES.keys() | ORDINALS.keys()  # سی‌ودو: و written with the number after it


_MOST_SUFFIXES = 4  # بزرگ‌تر‌ین‌ها‌یشان has as many; a hostile word could have thousands
_JOINING = frozenset(("هم", "باز", "نا", "پر", "سر"))  # with these a word is written joined as often


def strip_diacritics(word: str) -> tuple[str, list[int] | None]:
    """The word without marks, and where each kept character stood (None: nothing was dropped)."""
    if not _MARK.search(word):
        return word, None
    # ا + madda is آ: written as one letter it would have been kept
    word = _HAMZA_ALEF.sub("آ\u0640", word)
    places = [i for i, char in enumerate(word) if not _MARK.match(char)]
    return "".join(word[i] for i in places), [*places, len(word)]


class WordReader:
    """Reads written words; pure, so its answers may be kept by written form."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.stemmer = Stemmer(lexicon)

    def read(self, written: str) -> list[WordPart]:
        """The terms of one written Persian word, in order."""
        word, places = strip_diacritics(written)
        parts = self._read_clean(word)
        if places is None:
            return parts
        return [WordPart(p.exact, p.stem, places[p.start], places[p.end - 1] + 1) for p in parts]

    def _read_clean(self, word: str) -> list[WordPart]:
        if ZWNJ not in word:
            return self._one(word, 0, len(word))
        pieces: list[tuple[str, int, int]] = []
        start = 0
        for piece in word.split(ZWNJ):
            if piece:
                pieces.append((piece, start, start + len(piece)))
            start += len(piece) + 1
        return self._pieces(pieces)

    def _pieces(self, pieces: list[tuple[str, int, int]]) -> list[WordPart]:
        found: list[WordPart] = []
        index = 0
        while index < len(pieces):
            taken, parts = self._take(pieces, index)
            found.extend(parts)
            index += taken
            for piece in pieces[index : index + _MOST_SUFFIXES]:
                if not found or piece[0] not in SUFFIX_PARTS:
                    break
                found[-1] = self._suffixed(found[-1], piece)
                index += 1
        return found

    def _take(self, pieces: list[tuple[str, int, int]], index: int) -> tuple[int, list[WordPart]]:
        """Read as many pieces as make one word; how many, and what they are."""
        piece, start, end = pieces[index]
        if index and piece[0] == "و" and piece[1:] in _NUMBER_WORDS and pieces[index - 1][0] in _NUMBER_WORDS:
            return 1, [WordPart("و", "و", start, start + 1), *self._one(piece[1:], start + 1, end)]
        if index and self._is_and(piece):  # حل‌وفصل
            return 1, [WordPart("و", "و", start, start + 1), *self._one(piece[1:], start + 1, end)]
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if following and (match := _VERB_PREFIX.match(piece)):
            rest = (match[1] or "") + following[0]
            if stem := self._lexicon.mi_stem(rest):
                return 2, [WordPart(f"{piece}{ZWNJ}{following[0]}", stem, start, following[2])]
            if match[1] and (stem := self._lexicon.after_mi.get(following[0])):  # باز می‌خواند: again
                middle = start + len(match[1])
                verb = WordPart(f"{match[2]}{ZWNJ}{following[0]}", stem, middle, following[2])
                return 2, [WordPart(match[1], match[1], start, middle), verb]
        for count in (3, 2):
            group = pieces[index : index + count]
            if len(group) < count:
                continue
            if one := self._joined([g[0] for g in group]):
                return count, [WordPart(one.exact, one.stem, start, group[-1][2])]
        return 1, self._one(piece, start, end)

    def _is_and(self, piece: str) -> bool:
        """Whether a piece is و and a common word, and no word or end of its own (وحش، وقفه، شعله‌وری)."""
        if piece[0] != "و" or len(piece) < 3 or piece in NOT_AND or self.stemmer.known(piece) & ~WEAK:
            return False
        if piece[1:] in self._lexicon.splits:  # بیست‌وچندساله
            return True
        rest = self.stemmer.known(piece[1:])
        return bool(rest & (COMMON if len(piece) < 4 else ~WEAK)) and not rest & NAME

    def _joined(self, texts: list[str]) -> WordAnalysis | None:
        """One word whose parts were set apart by half-spaces (هم‌وطن، شهر‌داری), or None."""
        last = texts[-1]
        if (one := self._lexicon.half.get(" ".join(texts))) is not None:
            return self.stemmer.find(one)
        if last in SUFFIX_PARTS:
            return (
                WordAnalysis("".join(texts), COMPARED["".join(texts)]) if "".join(texts) in COMPARED else None
            )
        inner = self.stemmer.find(last)
        if inner.stem != last and not inner.parts:
            one = self._lexicon.half.get(" ".join([*texts[:-1], inner.stem]))
            if one is not None:
                return WordAnalysis(
                    f"{one}{last[len(inner.stem) :]}" if last.startswith(inner.stem) else one, one
                )
        joined = "".join(texts)
        bits = self.stemmer.known(joined)
        # به‌روز is no بهروز, but تهران‌سر is تهرانسر
        named = bits & NAME and (len(joined) < 6 or len(texts[0]) < 3)
        listed = (bits & ~WEAK and not named) or joined in self._lexicon.spelling
        listed = listed or bool(bits and texts[0] in _JOINING)  # هم‌کاری
        if listed and len(texts[0]) > 1 and len(last) > 1:
            return self.stemmer.find(joined)
        found = self.stemmer.find(joined)
        # راه‌بان is no راهب: what is left must hold more than a letter of the last part
        whole = len(found.stem) > len("".join(texts[:-1])) + 1
        if found.stem != joined and not found.parts and whole and self.stemmer.known(found.stem) & ~WEAK:
            return found if len(last) > 2 else None
        return None

    def _suffixed(self, part: WordPart, piece: tuple[str, int, int]) -> WordPart:
        suffix, _, end = piece
        whole = part.exact + suffix
        if whole in COMPARED:
            return WordPart(whole, COMPARED[whole], part.start, end)
        exact = part.exact if suffix == "ی" else f"{part.exact}{ZWNJ}{suffix}"
        return WordPart(exact, self.perfect(part, suffix) or part.stem, part.start, end)

    def perfect(self, part: WordPart, suffix: str) -> str | None:
        """The verb's stem if a participle and its ending make a perfect (گرفته‌اند), though the participle is
        a noun.
        """
        if suffix not in PERFECT or not part.exact.endswith("ه"):
            return None
        return self._lexicon.participle_stem(part.exact)

    def _one(self, word: str, start: int, end: int) -> list[WordPart]:
        found = self.stemmer.find(word)
        if not found.parts:
            return [WordPart(found.exact, found.stem, start, end)]
        parts: list[WordPart] = []
        position = start
        left_out = sum(len(part.replace(ZWNJ, "")) for part in found.parts) - len(word)
        for index, part in enumerate(found.parts):
            text, _, suffix = part.partition(ZWNJ)  # برف‌روبهای: the last part keeps the ending
            if suffix and self.stemmer.known(text + suffix) & ~WEAK:  # آذرماهان
                text, suffix = text + suffix, ""
            inner = self.stemmer.find(text)
            if suffix:
                gap = ZWNJ if suffix[0] in "هت" else ""
                inner = WordAnalysis(f"{inner.exact}{gap}{suffix}", inner.stem)
            length = len(text)
            if text == "به" and left_out > 0:  # بگزارش, بهدف: only its ب is written
                length, left_out = 1, left_out - 1
            stop = end if index == len(found.parts) - 1 else min(position + length, end)
            parts.append(WordPart(inner.exact, inner.stem, position, stop))
            position = stop
        return parts
