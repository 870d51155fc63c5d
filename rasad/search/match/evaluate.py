"""Whether a node of a query holds for an article, and where: the definition that both engines are tested
against.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from rasad.search.match.analysed import AnalysedArticle, Positions
from rasad.search.query.ast import (
    And,
    Dates,
    Everything,
    Key,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
)


def node_matches(node: Node, analysed: AnalysedArticle) -> bool:
    """Whether a node of a query holds for the article."""
    if isinstance(node, Term):
        return node.value in analysed.terms(node.field, node.form)
    if isinstance(node, And):
        return all(node_matches(part, analysed) for part in node.parts)
    if isinstance(node, Or):
        return any(node_matches(part, analysed) for part in node.parts)
    if isinstance(node, Not):
        return not node_matches(node.part, analysed)
    if isinstance(node, Key):
        return node.value in analysed.keys[node.field]
    if isinstance(node, Dates):
        at = analysed.at.replace(microsecond=0)
        return (node.start is None or at >= node.start) and (node.end is None or at < node.end)
    if isinstance(node, Prefix):
        return bool(analysed.beginning_with(node.field, node.value))
    if isinstance(node, Everything):
        return True
    if isinstance(node, Phrase):
        return analysed.has_phrase(node.field, node.form, node.values)
    return _near_matches(node, analysed)


def _near_matches(node: Near, analysed: AnalysedArticle) -> bool:
    if not analysed.terms(node.field, "exact") >= set(node.values):
        return False
    exact = analysed.positions(node.field, "exact")
    return is_near([exact[value] for value in node.values], node.slop)


def occurrences(leaf: Leaf, analysed: AnalysedArticle) -> list[tuple[int, ...]]:
    """Where a text leaf matches: a tuple of positions each time. Empty for keys and dates."""
    if isinstance(leaf, Term):
        return [(place,) for place in analysed.positions(leaf.field, leaf.form).get(leaf.value, ())]
    if isinstance(leaf, Prefix):
        exact = analysed.positions(leaf.field, "exact")
        return [(p,) for form in analysed.beginning_with(leaf.field, leaf.value) for p in exact[form]]
    if isinstance(leaf, Phrase):
        return _phrase(analysed.positions(leaf.field, leaf.form), leaf.values)
    if isinstance(leaf, Near):
        return _near(analysed.positions(leaf.field, "exact"), leaf.values, leaf.slop)
    return []


def _phrase(positions: Positions, values: tuple[str, ...]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    lists = [positions.get(value) for value in values]
    if not all(lists):
        return found
    rest = [set(places or ()) for places in lists[1:]]
    for start in lists[0] or ():
        if all(start + offset in places for offset, places in enumerate(rest, 1)):
            found.append(tuple(range(start, start + len(values))))
    return found


def is_near(places: Sequence[Sequence[int]], slop: int) -> bool:
    """Whether one position a word can be chosen with max(p(i) - i) - min(p(i) - i) <= slop.

    `places` are those of each word in the order of the words. By rising p - i, the latest of each word is the
    best choice: one walk, however often the words stand there.
    """
    if not all(places):
        return False
    latest = [-slop - 2 * len(places)] * len(places)
    for moved, word in sorted((place - i, i) for i, some in enumerate(places) for place in some):
        latest[word] = moved
        if moved - min(latest) <= slop:
            return True
    return False


def _near(positions: Positions, values: tuple[str, ...], slop: int) -> list[tuple[int, ...]]:
    """Every choice of one position a word with max(p(i) - i) - min(p(i) - i) <= slop, shortest reach
    first.
    """
    lists = [positions.get(value) for value in values]
    if not all(lists):
        return []
    found: list[tuple[int, ...]] = []
    for anchor in lists[0] or ():
        close = [
            [p for p in places or () if abs(p - i - anchor) <= slop] for i, places in enumerate(lists[1:], 1)
        ]
        for choice in product([anchor], *close):
            moved = [place - index for index, place in enumerate(choice)]
            if max(moved) - min(moved) <= slop:
                found.append(choice)
    return found
