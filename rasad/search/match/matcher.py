"""The query against one article, in process: alerts, highlights, best passages, "why".

The parts live in `analysed.py`, `evaluate.py` and `marks.py`; this is the door to them.
"""

from __future__ import annotations

from rasad.search.index import Doc
from rasad.search.match.analysed import Analysed
from rasad.search.match.evaluate import holds
from rasad.search.match.highlight import Passage, Reason, highlight, marks, passages, why
from rasad.search.query.nodes import Node
from rasad.search.query.parser import Query


def analyse(doc: Doc) -> Analysed:
    """Analyse an article once, for any number of queries."""
    return Analysed(doc)


def matches(query: Query | Node, analysed: Analysed) -> bool:
    """Whether the article matches."""
    return holds(query.ast if isinstance(query, Query) else query, analysed)


__all__ = ["Analysed", "Passage", "Reason", "analyse", "highlight", "marks", "matches", "passages", "why"]
