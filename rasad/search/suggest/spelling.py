"""What a query without a hit may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from math import log2

from rasad.persian import analyze
from rasad.persian.lexicon.lexicon import WEAK, load
from rasad.persian.text.normalizer import ZWNJ
from rasad.search.query.ast import Near, Node, Not, Phrase, Span, Term
from rasad.search.query.fields import FIELD_NAMES
from rasad.search.query.parser import Query, QueryError, parse
from rasad.search.requests import Filters
from rasad.search.service import Searcher
from rasad.search.suggest.edits import neighbours
from rasad.search.suggest.slips import cost, on_our_keyboard

_FIELD = re.compile(rf"(?<!\S)({'|'.join(name for name in FIELD_NAMES if len(name) > 1)}) (?=[^\s:])")
LONGEST = 30  # letters of a word that is looked at
SHORT = 3  # letters: of so few every word is near to some other
WORDS = 4  # misspelt words of a query that are mended
CHOICES = 3  # near words of each that are tried
TRIES = 8  # mended queries that are counted
PRICE = 4.0  # a slip that costs one more must bring a word that stands in 2⁴ times as many articles
LIKELY = 1  # slips up to this cost are looked up first, the others only if none of these is a word


def did_you_mean(searcher: Searcher, query: Query, filters: Filters | None = None) -> str | None:
    """A query that finds something, with the words that stand nowhere replaced by near ones that do.

    Near: one letter added, lost, changed, or two swapped, a space left out, the keyboard left on Latin, or a
    field's colon left out; of
    these by likelihood (`slips.cost`) and by the articles that have it. A word of the lexicon is no slip
    though the archive lacks it. None if no word is misspelt, nothing near is known, or the mended query finds
    nothing either. Ask it only for queries without a hit: it looks up some hundred words in the searcher.
    """
    choices: list[tuple[Span, list[str]]] = []
    for span in sorted(_words(query)):
        better = _better(searcher, query.text[slice(*span)]) if len(choices) < WORDS else []
        if better:
            choices.append((span, better))
    texts = [*_typed_elsewhere(query.text), *_with_colons(query.text), *_mended(query.text, choices)]
    for text in texts:
        if _finds(searcher, text, filters):
            return text
    return None


def _typed_elsewhere(text: str) -> list[str]:
    ours = on_our_keyboard(text)
    return [ours] if ours is not None else []


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
    if _is_word(word) or _is_word(stem) or searcher.frequencies([word, stem]):
        return []
    near = {one: cost(written, one) for one in neighbours(written)}
    found = _rated(searcher, {one: price for one, price in near.items() if price <= LIKELY}, word)
    found |= _parted(searcher, written)
    if not found and len(word) > SHORT:
        found = _rated(searcher, {one: price for one, price in near.items() if price > LIKELY}, word)
    return sorted(found, key=lambda one: (-found[one], one))[:CHOICES]


def _rated(searcher: Searcher, near: dict[str, int], word: str) -> dict[str, float]:
    """Of words near to one those that are words, rated: how often they stand against what the slip costs."""
    exact = {one: form for one, form in _exact(near).items() if form != word}
    counted = searcher.frequencies(set(exact.values()))
    return {
        one: log2(counted.get(form, 0.5)) - PRICE * near[one]  # a compound's part may stand nowhere alone
        for one, form in exact.items()
        if form in counted or _is_word(form)
    }


def _parted(searcher: Searcher, written: str) -> dict[str, float]:
    """The word as two with a space, where both stand in the archive."""
    pairs = [(written[:cut], written[cut:]) for cut in range(SHORT, len(written) - SHORT + 1)]
    counted = _counted(searcher, {half for pair in pairs for half in pair})
    return {
        f"{one} {other}": log2(min(counted[one], counted[other])) - PRICE
        for one, other in pairs
        if one in counted and other in counted
    }


def _counted(searcher: Searcher, words: Iterable[str]) -> dict[str, int]:
    """Of words as written those that stand in articles, and in how many."""
    exact = _exact(words)
    counted = searcher.frequencies(set(exact.values()))
    return {one: counted[form] for one, form in exact.items() if form in counted}


def _exact(words: Iterable[str]) -> dict[str, str]:
    """The exact forms of those that are one word as written."""
    return {one: tokens[0].exact for one in words if len(tokens := analyze(one)) == 1}


def _is_word(form: str) -> bool:
    """Whether the lexicon has it as more than a form somebody once listed."""
    return bool(load().known.get(form, 0) & ~WEAK)


def _words(query: Query) -> set[Span]:
    """Where the wanted words of a query stand, each on its own; parts of a word with half-spaces are none."""
    spans: set[Span] = set()
    for leaf in _wanted(query.ast):
        start, end = leaf.span
        spans.update((start + token.start, start + token.end) for token in analyze(query.text[start:end]))
    text = f" {query.text} "
    return {(start, end) for start, end in spans if ZWNJ not in (text[start], text[end + 1])}


def _wanted(node: Node) -> list[Term | Phrase | Near]:
    if isinstance(node, Term | Phrase | Near):
        compound = isinstance(node, Phrase) and node.form == "stem"  # its words are right: the lexicon has it
        return [] if compound else [node]
    if isinstance(node, Not) or not hasattr(node, "parts"):
        return []
    return [leaf for part in node.parts for leaf in _wanted(part)]
