"""Why an article matches: the clauses of the query that decided, and what they found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rasad.search.documents import Document
from rasad.search.match.analysed import AnalysedArticle
from rasad.search.match.evaluate import node_matches
from rasad.search.match.spans import spans_of
from rasad.search.query.ast import And, Everything, Leaf, Node, Not, Or
from rasad.search.query.parser import Query


class MatchReason(NamedTuple):
    """One clause of the query that made the article match."""

    clause: str  # as typed
    position: int  # in the query
    negated: bool  # it matches because this is absent
    fields: tuple[str, ...]  # parts in which it was found; empty for keys, dates, absence
    found: tuple[str, ...]  # as written in the article, each once


def why(query: Query, doc: Document | AnalysedArticle) -> list[MatchReason]:
    """The clauses that made the article match, in the order they were typed; empty if it does not match."""
    analysed = doc if isinstance(doc, AnalysedArticle) else AnalysedArticle(doc)
    if not node_matches(query.ast, analysed):
        return []
    reasons = []
    for leaf, negated in deciding(query.ast, analysed):
        if isinstance(leaf, Everything):
            continue
        spans = [] if negated else spans_of(leaf, analysed)
        fields = tuple(dict.fromkeys(part for part, _, _ in spans))
        found = tuple(dict.fromkeys(analysed.text(part)[start:end] for part, start, end in spans))
        reasons.append(MatchReason(query.text[slice(*leaf.span)], leaf.span[0], negated, fields, found))
    return sorted(reasons, key=lambda reason: reason.position)


def deciding(node: Node, analysed: AnalysedArticle, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Leaves of the branches that hold for the article; those under NOT with True."""
    if isinstance(node, Not):
        yield from deciding(node.part, analysed, not negated)
    elif isinstance(node, And | Or):
        for part in node.parts:
            if node_matches(part, analysed) != negated:
                yield from deciding(part, analysed, negated)
    elif node_matches(node, analysed) != negated:
        yield node, negated
