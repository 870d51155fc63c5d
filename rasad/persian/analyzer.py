"""The analyser: a text to tokens with offsets, each with the terms it is indexed under.

Folding, tokenizing, stemming, then joining what belongs together although a space stands between.
"""

from __future__ import annotations

from functools import cache
from sys import intern

from rasad.persian.compounds.multiword import MultiwordReader
from rasad.persian.compounds.triggers import Trigger
from rasad.persian.lexicon.lexicon import load
from rasad.persian.morphology.word_reader import WordReader
from rasad.persian.text.normalizer import fold_with_offsets
from rasad.persian.text.token import Token
from rasad.persian.text.tokenizer import PATTERN, plain_terms, shorten

_REMEMBERED = 20_000  # written words, and what stands between spaces, that are kept with their terms
_LONGEST_REMEMBERED = 60  # characters
# exact form, stem, first and last offset, and what makes the multi-word rules look at it
_Term = tuple[str, str, int, int, Trigger | None]
_NOTHING: _Term = ("", "", 0, 0, None)
_new = tuple.__new__  # a NamedTuple made without its Python constructor: the token path is the hot one


class _Chunk:
    """What stands between two spaces: its terms.

    `single`: it is one term, in the fields; else `parts` holds them all.
    """

    __slots__ = ("exact", "first", "last", "parts", "single", "stem", "trigger")

    def __init__(self, parts: list[_Term]) -> None:
        self.parts = parts
        self.single = len(parts) == 1
        self.exact, self.stem, self.first, self.last, self.trigger = parts[0] if self.single else _NOTHING


class Analyzer:
    """The analyser over one lexicon; remembers the terms of the commonest words."""

    def __init__(self) -> None:
        lexicon = load()
        self._words = WordReader(lexicon)
        self._multiword = MultiwordReader(lexicon, self._words.stemmer)
        self._known_words: dict[str, list[_Term]] = {}
        self._known_chunks: dict[str, _Chunk] = {}

    def analyze(self, text: str) -> list[Token]:
        """The tokens of a text, in order, with offsets into it."""
        folded, offsets = fold_with_offsets(text)
        tokens: list[Token] = []
        triggers: list[tuple[int, Trigger]] = []
        known = self._known_chunks.get
        append = tokens.append
        start = 0
        for written in folded.split(" "):  # no token holds a space, and no pattern looks past one
            chunk = known(written) or self._read_chunk(written, start, text, offsets)
            if chunk.single:
                if chunk.trigger is not None:
                    triggers.append((len(tokens), chunk.trigger))
                append(_new(Token, (chunk.exact, chunk.stem, start + chunk.first, start + chunk.last)))
            else:
                for exact, stem, first, last, trigger in chunk.parts:
                    if trigger is not None:
                        triggers.append((len(tokens), trigger))
                    append(_new(Token, (exact, stem, start + first, start + last)))
            start += len(written) + 1
        if candidates := [index for index, trigger in triggers if trigger.matches(tokens, index)]:
            tokens = self._multiword.join(tokens, candidates, folded)
        if offsets is not None:
            tokens = [Token(t.exact, t.stem, offsets[t.start], offsets[t.end - 1] + 1) for t in tokens]
        return tokens

    def _read_chunk(self, written: str, start: int, text: str, offsets: list[int] | None) -> _Chunk:
        """What stands between two spaces of a folded text; remembered, but for addresses: they stay as the
        original `text` has them, so what they are depends on more than the folded letters.
        """
        parts: list[_Term] = []
        remembered = len(written) <= _LONGEST_REMEMBERED
        for match in PATTERN.finditer(written):
            place = match.start()
            if match.lastgroup == "url":
                first, last = start + place, start + match.end()
                address = text[first:last] if offsets is None else text[offsets[first] : offsets[last]]
                address = shorten(address)
                parts.append((address, address, place, match.end(), None))
                remembered = False
                continue
            for exact, stem, first, last, trigger in self._terms(match[0], match.lastgroup or ""):
                parts.append((exact, stem, place + first, place + last, trigger))
        chunk = _Chunk(parts)
        if remembered:
            if len(self._known_chunks) >= _REMEMBERED:
                self._known_chunks.clear()
            self._known_chunks[written] = chunk
        return chunk

    def _terms(self, written: str, kind: str) -> list[_Term]:
        """The terms of one written form with their places in it, remembered."""
        found = self._known_words.get(written)
        if found is None:
            parts = self._words.read(written) if kind == "word" else plain_terms(written, kind)
            # Interned: whoever counts or looks up terms compares one address instead of letters.
            terms = [(intern(shorten(p.exact)), intern(shorten(p.stem)), p.start, p.end) for p in parts]
            found = [(*term, self._multiword.trigger(term[0], term[1])) for term in terms]
            if len(self._known_words) >= _REMEMBERED:
                self._known_words.clear()
            if len(written) <= _LONGEST_REMEMBERED:
                self._known_words[written] = found
        return found


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


def analyze(text: str) -> list[Token]:
    """Split a text into tokens with exact form, stem and offsets into the original string.

    Pure and deterministic for one `rasad.persian.VERSION`; never raises for any string, but
    `LexiconMissingError` where the lexicon was not built. Terms are without white space, at most 120 long.
    """
    return _analyzer().analyze(text)
