"""Where words, numbers, dates, addresses begin and end in a folded text, and the terms of what is no word."""

from __future__ import annotations

import re
from hashlib import blake2b

from rasad.persian.text import numbers
from rasad.persian.text.normalizer import MARKS, ZWNJ
from rasad.persian.text.token import LONGEST_TERM, WordPart, is_persian

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


def plain_terms(written: str, kind: str) -> list[WordPart]:
    """The terms of what `PATTERN` found and that is no Persian word; `kind` is the group that matched."""
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
