"""Tokens: where words, numbers, dates, addresses begin and end, and the terms each is indexed under."""

import re
from hashlib import blake2b
from typing import NamedTuple

from persian.characters import MARKS, ZWNJ, fold_with_offsets

LONGEST_TERM = 120  # characters; Elasticsearch's whitespace tokenizer splits beyond 255


class Token(NamedTuple):
    """One position of a text: its written form, its stem, and where it stands in the original string."""

    exact: str
    stem: str
    start: int
    end: int


_PERSIAN = "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f"
_OTHER = r"[^\W_\u0600-\u06ff\u0750-\u077f]"
_ADDRESS_END = r"[^\s<>\"«»،؛؟.,;:!?)\]}'\u2026]"
_TLD = (
    r"(?:ir|com|org|net|edu|gov|info|me|news|tv|co|io|app|dev|biz|ac|int|eu|uk|us|de|fr|ru|cn|tr|ae|iq|af|in|ca)"
)
PATTERN = re.compile(
    rf"[{_PERSIAN}]+(?:[{ZWNJ}{MARKS}]+[{_PERSIAN}]+)*[{MARKS}]*"
    rf"|(?:https?://|ftp://|www\.)[^\s<>\"«»]*{_ADDRESS_END}"
    r"|[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    rf"|(?<![@\w.-])[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.{_TLD}(?![\w-]|\.\w)(?:/(?:[^\s<>\"«»]*{_ADDRESS_END})?)?"
    r"|(?<![\d/.-])(?:(?:1[2-4]|19|20)\d\d([/.-])[01]?\d\1[0-3]?\d|[0-3]?\d([/.-])[01]?\d\2(?:1[2-4]|19|20)\d\d)(?!\d|[/.-]\d)"
    r"|\d{1,3}(?:[,٬]\d{3})+(?:\.\d+)?(?![\d])"
    r"|\d+\.\d+(?![\d.])"
    r"|\d+(?![^\W_\u0600-\u06ff])"
    rf"|{_OTHER}+(?:[{ZWNJ}{MARKS}]+{_OTHER}+)*"
)


def shorten(term: str) -> str:
    """Cut a term to 120 characters; a longer one keeps its beginning and a hash of the whole, so it stays itself."""
    if len(term) <= LONGEST_TERM:
        return term
    digest = blake2b(term.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return term[: LONGEST_TERM - len(digest)] + digest


_MARK = re.compile(f"[{MARKS}]+")


def analyze(text: str) -> list[Token]:
    """Split a text into tokens with exact form, stem and offsets into the original string."""
    folded, offsets = fold_with_offsets(text)
    tokens: list[Token] = []
    for match in PATTERN.finditer(folded):
        start, end = match.span()
        word = _MARK.sub("", match.group())
        position = start
        for part in word.split(ZWNJ):
            if part:
                at = folded.find(part, position, end)
                a, b = (at, at + len(part)) if at >= 0 else (start, end)
                position = b
                term = shorten(part)
                tokens.append(Token(term, term, a, b))
    if offsets is not None:
        tokens = [Token(t.exact, t.stem, offsets[t.start], offsets[t.end - 1] + 1) for t in tokens]
    return tokens
