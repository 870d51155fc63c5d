"""From query text to a parse tree, with every refusal explained in Persian at its place."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedEOF, UnexpectedToken
from lark.exceptions import UnexpectedInput

from rasad.persian import fold
from rasad.persian.text.normalizer import MARKS, ZWNJ
from rasad.search.errors import QueryError
from rasad.search.query.fields import FIELD_NAMES

MAX_CHARACTERS = 512
MAX_DEPTH = 5

# One sign each for the quotes, dashes, colons and stars of keyboards and word processors.
_SIGNS = dict.fromkeys("“”„‟〝〞❝❞″״", '"') | dict.fromkeys("‐‑‒–−﹣", "-")
_SIGNS |= {
    "≪": "«",
    "≫": "»",
    "《": "«",
    "》": "»",
    "‹": "«",
    "›": "»",
    "٭": "*",
    "∗": "*",
    "﹕": ":",
    "∶": ":",
}
_TRANSLATED = str.maketrans(_SIGNS)
_INVISIBLE = f"[{ZWNJ}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_AT_AN_EDGE = re.compile(
    rf'(?:(?<=[\s()"«»|&:])|^){_INVISIBLE}+|(?<!-){_INVISIBLE}+(?=[\s()"«»|&:~]|$)', re.ASCII
)
_OPERATORS = {"_OR": "OR", "AND": "AND", "NOT": "NOT"}


@cache
def _parser() -> Lark:
    between = f"[{MARKS}{ZWNJ}]*"  # «بر‌چسب:» is «برچسب:»
    spelt = (between.join(map(re.escape, fold(name))) for name in sorted(FIELD_NAMES, key=len, reverse=True))
    grammar = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    grammar = grammar.replace("%FIELDS%", "|".join(spelt)).replace("%INVISIBLE%", _INVISIBLE)
    return Lark(
        grammar, parser="lalr", lexer="contextual", propagate_positions=True, maybe_placeholders=False
    )


def normal(text: str) -> str:
    """The text with one form for letters, digits, spaces and signs; the same length, so places hold.

    ASCII keeps its case: `OR` is an operator, `or` is a word. Half-spaces and direction marks at the edge of
    a word, which nobody sees, are spaces: else they would hide an operator.
    """
    folded = "".join(c if c.isascii() or len(f := fold(c)) != 1 else f for c in text).translate(_TRANSLATED)
    return _AT_AN_EDGE.sub(lambda found: " " * len(found[0]), folded)


def tree_of(text: str) -> Tree[Token]:
    """Parse tree of a normalised text. Raises `QueryError`."""
    _check_brackets(text)
    try:
        return _parser().parse(text)
    except UnexpectedInput as error:
        raise _explained(error, text) from None


def _check_brackets(text: str) -> None:
    """Quotes closed, brackets paired, not too deep."""
    opened: list[int] = []
    quoted_until = -1
    for place, char in enumerate(text):
        if place <= quoted_until:
            continue
        if char in '"«':
            quoted_until = _end_of_quote(text, place)
        elif char == "»":
            raise QueryError("این گیومه باز نشده است.", place, 1, text[:place] + text[place + 1 :])
        elif char == "(":
            opened.append(place)
            if len(opened) > MAX_DEPTH:
                raise QueryError("پرانتزها بیش از ۵ لایه تو در تو هستند؛ جست‌وجو را ساده‌تر بنویسید.", place)
        elif char == ")":
            if not opened:
                raise QueryError("این پرانتز باز نشده است.", place, 1, text[:place] + text[place + 1 :])
            opened.pop()
    if opened:
        raise QueryError("این پرانتز بسته نشده است.", opened[-1], 1, text + ")" * len(opened))


def _end_of_quote(text: str, place: int) -> int:
    """Where the quote that opens at `place` is closed."""
    closing, wrong = ("»", '"') if text[place] == "«" else ('"', "»")
    end = text.find(closing, place + 1)
    if end < 0:
        other = text.find(wrong, place + 1)
        closed = f"{text[:other]}{closing}{text[other + 1 :]}" if other > 0 else f"{text}{closing}"
        raise QueryError("این گیومه بسته نشده است.", place, 1, closed)
    return end


def _explained(error: UnexpectedInput, text: str) -> QueryError:
    """What the grammar refused, as a sentence about the place."""
    if isinstance(error, UnexpectedEOF) or (
        isinstance(error, UnexpectedToken) and error.token.type == "$END"
    ):
        return _unfinished(text)
    unexpected: Any = error
    place = int(unexpected.pos_in_stream or 0)
    if isinstance(error, UnexpectedCharacters):
        return QueryError("این نشانه را نمی‌شود خواند.", place, 1, text[:place] + text[place + 1 :])
    token = error.token if isinstance(error, UnexpectedToken) else Token("WORD", text[place : place + 1])
    without = " ".join((text[:place] + " " + text[place + len(token) :]).split()) or None
    if token.type in _OPERATORS:
        quoted = f"{text[:place]}«{token}»{text[place + len(token) :]}" if token.isalpha() else without
        message = f"پیش از «{token}» چیزی برای جست‌وجو نیست. اگر خود این واژه را می‌جویید، در گیومه بگذارید."
        return QueryError(message, place, len(token), quoted)
    if token.type == "RPAR":
        start = text.rfind("(", 0, place)
        if text[start + 1 : place].strip():
            return QueryError("پیش از این پرانتز، جست‌وجو ناتمام مانده است.", place, 1, None)
        return QueryError("میان این پرانتزها چیزی نیست.", start, place - start + 1, None)
    if token.type == "FIELD":
        return QueryError(
            "یک قید نمی‌تواند درست پس از قید دیگری بیاید؛ برای هر قید مقداری بنویسید.", place, len(token)
        )
    return QueryError("این‌جا را نمی‌شود خواند.", place, max(1, len(token)), without)


def _unfinished(text: str) -> QueryError:
    stripped = text.rstrip()
    last = re.search(r"(\S+)$", stripped)
    place = last.start() if last else 0
    shorter = stripped[:place].rstrip() or None
    return QueryError(
        "جست‌وجو ناتمام است: پس از این چیزی نیامده است.", place, max(1, len(stripped) - place), shorter
    )


def is_starred(token: Token) -> bool:
    """Whether a star makes the word a prefix; an address may hold one."""
    return "*" in token and not token.startswith(("http://", "https://", "www."))


def bare(child: Token | Tree[Token]) -> Token | None:
    """The word that a part of a conjunction is, if it is no more than one word without a star."""
    inner = child.children[0] if isinstance(child, Tree) and len(child.children) == 1 else None
    return inner if isinstance(inner, Token) and inner.type == "WORD" and not is_starred(inner) else None


def subtree(child: Token | Tree[Token]) -> Tree[Token]:
    """The child, which the grammar makes a tree."""
    assert isinstance(child, Tree)
    return child


def start_of(child: Token | Tree[Token]) -> int:
    """Where a token or tree begins in the query."""
    place = child.start_pos if isinstance(child, Token) else child.meta.start_pos
    return place or 0


def end_of(child: Token | Tree[Token]) -> int:
    """Where a token or tree ends in the query."""
    place = child.end_pos if isinstance(child, Token) else child.meta.end_pos
    return place or 0
