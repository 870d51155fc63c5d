"""Relevance, the same for both engines: BM25 with title weight, plus freshness.

A bare word scores BM25 in the whole text and, if it stands in the title, `TITLE_WEIGHT` times its BM25 there.
An article younger than a step gets that step's points on top: what a monitor's reader asks for is mostly of
this week, and a step is as explainable as a curve and exists in every engine.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from rasad.search.engines.index_document import seconds
from rasad.search.query.ast import And, Leaf, Near, Node, Not, Or, Phrase, Prefix, Term

TITLE_WEIGHT = 2.0
FRESHNESS = ((timedelta(days=1), 1.0), (timedelta(days=7), 1.0), (timedelta(days=30), 0.5))


def fresh_since(now: datetime) -> list[tuple[int, float]]:
    """(UTC seconds, points): an article at or after that second gets the points; the steps add up."""
    return [(seconds(now - age), points) for age, points in FRESHNESS]


def title_wishes(node: Node) -> list[Leaf]:
    """The leaves to look for in the title too: positive ones over the whole text, each as its title twin."""
    if isinstance(node, And | Or):
        return [wish for part in node.parts for wish in title_wishes(part)]
    if isinstance(node, Not):
        return []
    if isinstance(node, Term) and node.field == "text":
        return [Term("title", node.form, node.value)]
    if isinstance(node, Phrase) and node.field == "text":
        return [Phrase("title", node.form, node.values)]
    if isinstance(node, Near) and node.field == "text":
        return [Near("title", node.values, node.slop)]
    if isinstance(node, Prefix) and node.field == "text":
        return [Prefix("title", node.value)]
    return []
