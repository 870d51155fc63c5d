"""What a query without a hit may have meant."""

from __future__ import annotations

from archive.search.edits import neighbours
from archive.search.index import Filters, Index
from archive.search.nodes import Near, Node, Not, Phrase, Span, Term
from archive.search.query import Query, QueryError, parse
from persian import analyze

LONGEST = 30  # letters of a word that is looked at
WORDS = 4  # misspelt words of a query that are mended


def did_you_mean(index: Index, query: Query, filters: Filters | None = None) -> str | None:
    """A query that finds something, with the words that stand in no article replaced by near ones that do.

    Near: one letter added, lost, changed, or two swapped; of these the one that stands in most articles.
    None if every word is known, nothing near is, or the mended query finds nothing either. Ask it only for
    queries without a hit: it looks up a few hundred words in the index.
    """
    text = query.text
    replaced = 0
    for start, end in sorted(_words(query), reverse=True):
        written = text[start:end]
        better = _better(index, written)
        if better is not None and replaced < WORDS:
            text = text[:start] + better + text[end:]
            replaced += 1
    if not replaced:
        return None
    try:
        mended = parse(text)
    except QueryError:
        return None
    return text if index.count(mended, filters) else None


def _better(index: Index, written: str) -> str | None:
    tokens = analyze(written)
    if len(tokens) != 1 or not 2 <= len(tokens[0].exact) <= LONGEST:
        return None
    word = tokens[0].exact
    if index.frequencies([word, tokens[0].stem]):
        return None
    found = index.frequencies(neighbours(word))
    return max(found, key=lambda near: (found[near], near)) if found else None


def _words(query: Query) -> set[Span]:
    """Where the wanted words of a query stand, each on its own."""
    spans: set[Span] = set()
    for leaf in _wanted(query.ast):
        start, end = leaf.span
        spans.update((start + token.start, start + token.end) for token in analyze(query.text[start:end]))
    return spans


def _wanted(node: Node) -> list[Term | Phrase | Near]:
    if isinstance(node, Term | Phrase | Near):
        return [node]
    if isinstance(node, Not) or not hasattr(node, "parts"):
        return []
    return [leaf for part in node.parts for leaf in _wanted(part)]
