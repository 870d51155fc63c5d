"""Tokens: where words, numbers, dates, addresses begin and end, and the terms each is indexed under."""

import re
from collections.abc import Callable
from functools import cache
from hashlib import blake2b

from persian import numbers
from persian.characters import MARKS, ZWNJ, fold_with_offsets
from persian.context import Context
from persian.lexicon import load
from persian.positions import LONGEST_TERM, Token, is_persian
from persian.words import Part, WordReader

_REMEMBERED = 30_000  # written words whose reading is kept

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
    rf"|(?P<date>(?<![\d/.-])(?:{_YEAR}(?P<a>[/.-])[01]?\d(?P=a)[0-3]?\d|[0-3]?\d(?P<b>[/.-])[01]?\d(?P=b){_YEAR})"
    r"(?!\d|[/.-]\d))"
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
    """The reading of one written form: its terms with places, and which of them can join others."""

    __slots__ = ("exact", "length", "parts", "plain", "stem")

    def __init__(self, parts: list[Part], is_trigger: Callable[[str, str], bool], length: int) -> None:
        self.parts = [
            (shorten(p.exact), shorten(p.stem), p.start, p.end, is_trigger(p.exact, p.stem)) for p in parts
        ]
        single = len(parts) == 1 and parts[0].start == 0 and not self.parts[0][4]
        self.exact, self.stem = (self.parts[0][0], self.parts[0][1]) if single else ("", "")
        self.length = parts[0].end if single else length
        self.plain = single


class Analyzer:
    """The analyser over one lexicon; remembers how it read the commonest words."""

    def __init__(self) -> None:
        lexicon = load()
        self._reader = WordReader(lexicon)
        self._context = Context(lexicon, self._reader.stemmer)
        self._entries: dict[str, _Entry] = {}

    def analyze(self, text: str) -> list[Token]:
        """The tokens of a text, in order, with offsets into it."""
        folded, offsets = fold_with_offsets(text)
        tokens: list[Token] = []
        triggers: list[int] = []
        known = self._entries.get
        append = tokens.append
        for match in PATTERN.finditer(folded):
            written = match[0]
            start = match.start()
            entry = known(written)
            if entry is None:
                if match.lastgroup == "url":
                    end = match.end()
                    address = shorten(
                        text[start:end] if offsets is None else text[offsets[start] : offsets[end]]
                    )
                    append(Token(address, address, start, end))
                    continue
                entry = self._remember(written, match.lastgroup or "")
            if entry.plain:
                append(_new(Token, (entry.exact, entry.stem, start, start + entry.length)))
                continue
            for exact, stem, first, last, trigger in entry.parts:
                if trigger:
                    triggers.append(len(tokens))
                append(Token(exact, stem, start + first, start + last))
        if triggers:
            tokens = self._context.join(tokens, triggers, folded)
        if offsets is not None:
            tokens = [Token(t.exact, t.stem, offsets[t.start], offsets[t.end - 1] + 1) for t in tokens]
        return tokens

    def _remember(self, written: str, kind: str) -> _Entry:
        entry = _Entry(self._read(written, kind), self._context.is_trigger, len(written))
        if len(self._entries) >= _REMEMBERED:
            self._entries.clear()
        if len(written) <= 60:
            self._entries[written] = entry
        return entry

    def _read(self, written: str, kind: str) -> list[Part]:
        if kind == "word":
            return self._reader.read(written)
        term = written
        if kind == "date":
            term = numbers.normal_date(written) or written
        elif kind == "number":
            term = numbers.normal_number(written)
        elif kind == "other":
            term = _NOT_LETTERS.sub("", written)
            if match := _LATIN_NUMBER.fullmatch(written):
                letters, number = (group for group in match.groups() if group)
                middle = len(letters)
                return [Part(letters, letters, 0, middle), Part(number, number, middle, len(written))]
        return [Part(term, term, 0, len(written))]


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


def analyze(text: str) -> list[Token]:
    """Split a text into tokens with exact form, stem and offsets into the original string.

    Pure and deterministic for one ``persian.VERSION``; never raises for any string.  ``LexiconMissing`` if
    the lexicon
    was not built.  Terms hold no white space and at most 120 characters.
    """
    return _analyzer().analyze(text)
