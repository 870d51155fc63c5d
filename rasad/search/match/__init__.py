"""A query against one article, in process: for alerts, highlights, passages, and to say why it matched.

`analyse` an article once, then ask any number of queries. Everything that others need is named here.
"""

from __future__ import annotations

from rasad.search.documents import Document
from rasad.search.match.analysed import AnalysedArticle
from rasad.search.match.best_passages import Passage, passages
from rasad.search.match.evaluate import node_matches
from rasad.search.match.highlighting import highlight, highlight_spans
from rasad.search.match.reasons import MatchReason, why
from rasad.search.match.token_store import tokens_of
from rasad.search.query.ast import Node
from rasad.search.query.parser import Query


def analyse(doc: Document) -> AnalysedArticle:
    """Analyse an article once, for any number of queries."""
    return AnalysedArticle(doc)


def matches(query: Query | Node, analysed: AnalysedArticle) -> bool:
    """Whether the article matches."""
    return node_matches(query.ast if isinstance(query, Query) else query, analysed)


__all__ = [
    "AnalysedArticle",
    "MatchReason",
    "Passage",
    "analyse",
    "highlight",
    "highlight_spans",
    "matches",
    "passages",
    "tokens_of",
    "why",
]
