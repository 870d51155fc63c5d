"""What a query without a hit may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from rasad.persian import analyze
from rasad.persian.text.normalizer import ZWNJ
from rasad.search.query.ast import Near, Node, Phrase, Span, Term, positive_leaves
from rasad.search.query.fields import FIELD_NAMES
from rasad.search.query.parser import Query, QueryError, parse
from rasad.search.requests import Filters
from rasad.search.service import Searcher
from rasad.search.suggest.joint import JointMender
from rasad.search.suggest.near_words import LONGEST, is_word, near_words
from rasad.search.suggest.slips import on_our_keyboards

_FIELD = re.compile(rf"(?<!\S)({'|'.join(name for name in FIELD_NAMES if len(name) > 1)}) (?=[^\s:])")
SHORT = 3  # letters: of so few every word is near to some other
WORDS = 4  # misspelt words of a query that are mended
CHOICES = 3  # near words of each that are tried
TRIES = 8  # mended queries that are counted
LIKELY = 1  # slips up to this cost are looked up first, the others only if none of these is a word


def did_you_mean(searcher: Searcher, query: Query, filters: Filters | None = None) -> str | None:
    """A query that finds something, with the words that stand nowhere replaced by near ones that do.

    Near: one letter added, lost, changed, or two swapped, a space left out, the keyboard left on Latin, or a
    field's colon left out; of
    these by likelihood (`slips.cost`) and by the articles that have it. A word of the lexicon is no slip
    though the archive lacks it. None if no word is misspelt, nothing near is known, or the mended query finds
    nothing either. Ask it only for queries without a hit: it looks up some hundred words in the searcher.
    """
    for text in (*on_our_keyboards(query.text), *_with_colons(query.text)):
        if _finds(searcher, text, filters):
            return text
    joint = JointMender(searcher, query, filters).mend()
    if joint is not None and _finds(searcher, joint, filters):
        return joint
    choices: list[tuple[Span, list[str]]] = []
    for span in sorted(_words(query)):
        better = _better(searcher, query.text[slice(*span)]) if len(choices) < WORDS else []
        if better:
            choices.append((span, better))
    for text in _mended(query.text, choices):
        if _finds(searcher, text, filters):
            return text
    return None


def _with_colons(text: str) -> list[str]:
    """A field written without its colon: «از دیروز تا امروز مترو», «رسانه ایرنا»."""
    made = _FIELD.sub(r"\1:", text)
    return [made] if made != text else []


def _mended(text: str, choices: list[tuple[Span, list[str]]]) -> Iterator[str]:
    """The text with one choice for each word, the likeliest first."""
    if not choices:
        return
    ways = product(*(range(len(better)) for _, better in choices))
    for way in sorted(ways, key=lambda way: (sum(way), way))[:TRIES]:
        made = text
        for ((start, end), better), number in zip(reversed(choices), reversed(way), strict=True):
            made = made[:start] + better[number] + made[end:]
        yield made


def _finds(searcher: Searcher, text: str, filters: Filters | None) -> bool:
    try:
        query = parse(text)
    except QueryError:
        return False
    return not query.everything and searcher.count(query, filters) > 0


def _better(searcher: Searcher, written: str) -> list[str]:
    """Words that a misspelt one may stand for, the likeliest first; none for one that is right."""
    tokens = analyze(written)
    if len(tokens) != 1 or not 2 <= len(tokens[0].exact) <= LONGEST:
        return []
    word, stem = tokens[0].exact, tokens[0].stem
    if is_word(word) or is_word(stem) or searcher.frequencies([word, stem]):
        return []
    found = near_words(searcher, written)
    near = [one for one in found if one.price <= LIKELY]
    if not near and len(word) > SHORT:
        near = found
    return [one.text for one in near[:CHOICES]]


def _words(query: Query) -> set[Span]:
    """Where the wanted words of a query stand, each on its own; parts of a word with half-spaces are none."""
    spans: set[Span] = set()
    for leaf in _wanted(query.ast):
        start, end = leaf.span
        spans.update((start + token.start, start + token.end) for token in analyze(query.text[start:end]))
    text = f" {query.text} "
    return {(start, end) for start, end in spans if ZWNJ not in (text[start], text[end + 1])}


def _wanted(node: Node) -> list[Term | Phrase | Near]:
    """Leaves whose words may be wrong: those of a compound are right, as the lexicon has it."""
    return [
        leaf
        for leaf in positive_leaves(node)
        if isinstance(leaf, Term | Near) or (isinstance(leaf, Phrase) and leaf.form != "stem")
    ]
