"""Relevance, the same for both engines: BM25 with title weight, plus freshness.

A bare word scores BM25 in the whole text and, if it stands in the title, `TITLE_WEIGHT` times its BM25 there.
An article younger than a step gets that step's points on top: what a monitor's reader asks for is mostly of
this week, and a step is as explainable as a curve and exists in every engine.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from rasad.search.engines.index_document import seconds
from rasad.search.query.ast import NOWHERE, Leaf, Near, Node, Phrase, Prefix, Term, positive_leaves

TITLE_WEIGHT = 2.0
FRESHNESS = ((timedelta(days=1), 1.0), (timedelta(days=7), 1.0), (timedelta(days=30), 0.5))


def fresh_since(now: datetime) -> list[tuple[int, float]]:
    """(UTC seconds, points): an article at or after that second gets the points; the steps add up."""
    return [(seconds(now - age), points) for age, points in FRESHNESS]


def title_wishes(node: Node) -> list[Leaf]:
    """The leaves to look for in the title too: positive ones over the whole text, each as its title twin."""
    return [
        replace(leaf, field="title", span=NOWHERE)
        for leaf in positive_leaves(node)
        if isinstance(leaf, Term | Phrase | Near | Prefix) and leaf.field == "text"
    ]
