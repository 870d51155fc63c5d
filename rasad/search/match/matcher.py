"""The query against one article, in process: alerts, highlights, best passages, "why".

The parts live in `analysed.py`, `evaluate.py` and `highlight.py`; this is the door to them.
"""

from __future__ import annotations

from rasad.search.documents import Document
from rasad.search.match.analysed import AnalysedArticle
from rasad.search.match.evaluate import node_matches
from rasad.search.match.highlight import MatchReason, Passage, highlight, highlight_spans, passages, why
from rasad.search.query.nodes import Node
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
    "why",
]
