"""Tokens: where words, numbers, dates, addresses begin and end, and the terms each is indexed under."""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b
from sys import intern

from rasad.persian.compounds.multiword import MultiwordReader
from rasad.persian.compounds.triggers import Trigger
from rasad.persian.lexicon.lexicon import load
from rasad.persian.morphology.word_reader import WordPart, WordReader
from rasad.persian.text import numbers
from rasad.persian.text.normalizer import MARKS, ZWNJ, fold_with_offsets
from rasad.persian.text.token import LONGEST_TERM, Token, is_persian

_REMEMBERED = 20_000  # written words, and what stands between spaces, whose readings are kept
_LONGEST_REMEMBERED = 60  # characters
_Placed = tuple[
    str, str, int, int, Trigger | None
]  # exact, stem, first, last, what makes it worth another look
_NOTHING: _Placed = ("", "", 0, 0, None)

_PERSIAN = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f"
)
_OTHER = r"[^\W_\u0600-\u06ff\u0750-\u077f]"
_ADDRESS_END = r"[^\s<>\"«»،؛؟.,;:!?)\]}'\u2026]"
_TLD = (
    r"(?:ir|com|org|net|edu|gov|info|me|news|tv|co|io|app|dev|biz|ac|int|eu"
    r"|uk|us|de|fr|ru|cn|tr|ae|iq|af|in|ca)"
)
_YEAR = r"(?:1[2-4]\d\d|19\d\d|20\d\d)"
PATTERN = re.compile(
    rf"(?P<word>[{_PERSIAN}]+(?:[{ZWNJ}{MARKS}]+[{_PERSIAN}]+)*[{MARKS}]*)"
    rf"|(?P<url>(?:https?://|ftp://|www\.)[^\s<>\"«»]*{_ADDRESS_END})"
    r"|(?P<mail>[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})"
    rf"|(?P<site>(?<![@\w.-])[a-z0-9][a-z0-9-]{{0,62}}(?:\.[a-z0-9-]{{1,63}}){{0,6}}\.{_TLD}(?![\w-]|\.\w)"
    rf"(?:/(?:[^\s<>\"«»]*{_ADDRESS_END})?)?)"
    rf"|(?P<date>(?<![\d/.-])(?:{_YEAR}(?P<a>[/.-])[01]?\d(?P=a)[0-3]?\d|[0-3]?\d(?P<b>[/.-])[01]?\d(?P=b){_YEAR}"
    r"|(?:\d\d/(?:0?[1-9]|1[0-2])/[0-3]?\d|[0-3]?\d/(?:0?[1-9]|1[0-2])/[3-9]\d))"
    r"(?!\d|[/.-]\d))"
    r"|(?P<slash>(?<![\d/.-])(?:0|[1-9]\d{0,2})/\d{1,3}(?![\d/a-z]|[.-]\d))"
    r"|(?P<number>\d{1,3}(?:[,٬،]\d{3})+(?:\.\d+)?(?!\d)|\d++(?:\.\d+)*+(?![a-z]))"
    rf"|(?P<other>[a-z]{{2,}}\d+\.\d+(?![\w.])|{_OTHER}+(?:[{ZWNJ}{MARKS}]+{_OTHER}+)*)"
)
_new = tuple.__new__  # a NamedTuple made without its Python constructor: the token path is the hot one
# PM2.5 and «PM 2.5», COVID-19 and COVID19 are one
_LATIN_NUMBER = re.compile(r"([a-z]+)(\d+\.\d+)|(pm|covid|iso)(\d+)")
_PERSIAN_DIGEST = str.maketrans("0123456789abcdef", "بپتجچحخدذرزسشصضط")
_LATIN_DIGEST = str.maketrans("0123456789", "ghijklmnop")
_NOT_LETTERS = re.compile(f"[{MARKS}{ZWNJ}]+")


def shorten(term: str) -> str:
    """Cut a term to 120 characters; a longer one keeps its beginning and a hash of the whole, so it
    stays itself.  The hash is in the term's own letters: it is read again as one word."""
    if len(term) <= LONGEST_TERM:
        return term
    digest = blake2b(term.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    if is_persian(term):
        digest = digest.translate(_PERSIAN_DIGEST)
    elif term[0].isdigit():
        term, digest = term.replace(".", ""), digest.translate(_LATIN_DIGEST)
    return term[: LONGEST_TERM - len(digest)] + digest


class _Entry:
    """What stands between two spaces: its terms, their places, the cue of each.

    ``single``: it is one term, in the fields; else ``parts`` holds them all.
    """

    __slots__ = ("cue", "exact", "first", "last", "parts", "single", "stem")

    def __init__(self, parts: list[_Placed]) -> None:
        self.parts = parts
        self.single = len(parts) == 1
        self.exact, self.stem, self.first, self.last, self.cue = parts[0] if self.single else _NOTHING


class Analyzer:
    """The analyser over one lexicon; remembers how it read the commonest words."""

    def __init__(self) -> None:
        lexicon = load()
        self._reader = WordReader(lexicon)
        self._context = MultiwordReader(lexicon, self._reader.stemmer)
        self._words: dict[str, list[_Placed]] = {}
        self._chunks: dict[str, _Entry] = {}

    def analyze(self, text: str) -> list[Token]:
        """The tokens of a text, in order, with offsets into it."""
        folded, offsets = fold_with_offsets(text)
        tokens: list[Token] = []
        cues: list[tuple[int, Trigger]] = []
        known = self._chunks.get
        append = tokens.append
        start = 0
        for chunk in folded.split(" "):  # no token holds a space, and no pattern looks past one
            entry = known(chunk) or self._read_chunk(chunk, start, text, offsets)
            if entry.single:
                if entry.cue is not None:
                    cues.append((len(tokens), entry.cue))
                append(_new(Token, (entry.exact, entry.stem, start + entry.first, start + entry.last)))
            else:
                for exact, stem, first, last, cue in entry.parts:
                    if cue is not None:
                        cues.append((len(tokens), cue))
                    append(_new(Token, (exact, stem, start + first, start + last)))
            start += len(chunk) + 1
        if triggers := [index for index, cue in cues if cue.met(tokens, index)]:
            tokens = self._context.join(tokens, triggers, folded)
        if offsets is not None:
            tokens = [Token(t.exact, t.stem, offsets[t.start], offsets[t.end - 1] + 1) for t in tokens]
        return tokens

    def _read_chunk(self, chunk: str, start: int, text: str, offsets: list[int] | None) -> _Entry:
        """What stands between two spaces of a folded text; remembered, but for addresses: they stay as the
        original ``text`` has them, so what they are depends on more than the folded letters."""
        parts: list[_Placed] = []
        remembered = len(chunk) <= _LONGEST_REMEMBERED
        for match in PATTERN.finditer(chunk):
            place = match.start()
            if match.lastgroup == "url":
                first, last = start + place, start + match.end()
                address = text[first:last] if offsets is None else text[offsets[first] : offsets[last]]
                address = shorten(address)
                parts.append((address, address, place, match.end(), None))
                remembered = False
                continue
            for exact, stem, first, last, cue in self._placed(match[0], match.lastgroup or ""):
                parts.append((exact, stem, place + first, place + last, cue))
        entry = _Entry(parts)
        if remembered:
            if len(self._chunks) >= _REMEMBERED:
                self._chunks.clear()
            self._chunks[chunk] = entry
        return entry

    def _placed(self, written: str, kind: str) -> list[_Placed]:
        """The terms of one written form with their places in it, remembered."""
        found = self._words.get(written)
        if found is None:
            parts = self._read(written, kind)
            # Interned: whoever counts or looks up terms compares one address instead of letters.
            terms = [(intern(shorten(p.exact)), intern(shorten(p.stem)), p.start, p.end) for p in parts]
            found = [(*term, self._context.cue(term[0], term[1])) for term in terms]
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            if len(written) <= _LONGEST_REMEMBERED:
                self._words[written] = found
        return found

    def _read(self, written: str, kind: str) -> list[WordPart]:
        if kind == "word":
            return self._reader.read(written)
        term = written
        if kind == "date":
            term = numbers.normal_date(written) or written
        elif kind in ("number", "slash"):
            term = numbers.normal_number(written)
        elif kind == "other":
            term = _NOT_LETTERS.sub("", written)
            if match := _LATIN_NUMBER.fullmatch(written):
                letters, number = (group for group in match.groups() if group)
                middle = len(letters)
                return [WordPart(letters, letters, 0, middle), WordPart(number, number, middle, len(written))]
        return [WordPart(term, term, 0, len(written))]


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


def analyze(text: str) -> list[Token]:
    """Split a text into tokens with exact form, stem and offsets into the original string.

    Pure and deterministic for one `rasad.persian.VERSION`; never raises for any string, but
    `LexiconMissingError` where the lexicon was not built. Terms are without white space, at most 120 long.
    """
    return _analyzer().analyze(text)
