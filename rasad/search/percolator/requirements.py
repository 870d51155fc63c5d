"""What an article must have for a rule to match it: the terms under which rules are indexed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rasad.search.query.ast import And, Key, Near, Node, Not, Or, Phrase, Prefix, Term

TermKey = tuple[str, str]  # (space, value); spaces: see below
Clause = frozenset[TermKey]  # the article has at least one of these
STEM, EXACT, BEGINNING, KEY = "stem", "exact", "beginning", "key"
AUTHOR_STEM, AUTHOR_EXACT, AUTHOR_BEGINNING = "author stem", "author exact", "author beginning"


class Requirements(NamedTuple):
    """Anchors of which an article has at least one each (`some`) and none (`none`).

    Where these are not all that the rule says, `whole` is False: they must hold, and then its tree decides.
    """

    some: list[Clause]
    none: Clause
    whole: bool


def requirements_of(node: Node, cost: Callable[[TermKey], float]) -> Requirements:
    """What a rule asks of an article, as far as terms can say it."""
    some: list[Clause] = []
    none: set[TermKey] = set()
    for part in node.parts if isinstance(node, And) else (node,):
        banned = _says_all(part.part) if isinstance(part, Not) else None
        if banned is not None:
            none.add(banned)
            continue
        choice = [_says_all(one) for one in part.parts] if isinstance(part, Or) else [_says_all(part)]
        if None in choice:
            return Requirements(required(node, cost), frozenset(), False)
        some.append(frozenset(one for one in choice if one is not None))
    return Requirements(some, frozenset(none), True)


def required(node: Node, cost: Callable[[TermKey], float]) -> list[Clause]:
    """Clauses that all hold in every article that the node matches; empty if nothing is required.

    Of each side of an OR the cheapest clause (by the sum of `cost`) is taken. What must stand in the title
    stands in the text, too.
    """
    if isinstance(node, Phrase):
        return [frozenset([_of_token(node.field == "author", node.form, value)]) for value in node.values]
    if isinstance(node, Near):
        return [frozenset([_of_token(node.field == "author", "exact", value)]) for value in node.values]
    if isinstance(node, Term | Prefix | Key):
        return [frozenset([_of_leaf(node)])]
    if isinstance(node, And):
        return [clause for part in node.parts for clause in required(part, cost)]
    if isinstance(node, Or):
        sides = [required(part, cost) for part in node.parts]
        if all(sides):
            return [frozenset().union(*(cheapest(side, cost) for side in sides))]
    return []


def cheapest(clauses: list[Clause], cost: Callable[[TermKey], float]) -> Clause:
    """The clause that the fewest articles are expected to satisfy."""
    return min(clauses, key=lambda clause: weight(clause, cost))


def weight(clause: Clause, cost: Callable[[TermKey], float]) -> tuple[float, int]:
    """How common a clause is, for ordering: the longer of two equally common terms is the rarer."""
    return sum(map(cost, clause)), -max(len(value) for _, value in clause)


def _says_all(node: Node) -> TermKey | None:
    """The term that an article has if and only if the node holds; None where there is no such term."""
    if isinstance(node, Key) or (isinstance(node, Term | Prefix) and node.field != "title"):
        return _of_leaf(node)
    return None


def _of_leaf(node: Term | Prefix | Key) -> TermKey:
    if isinstance(node, Key):
        return KEY, f"{node.field}:{node.value}"
    author = node.field == "author"
    if isinstance(node, Prefix):
        return AUTHOR_BEGINNING if author else BEGINNING, node.value
    return _of_token(author, node.form, node.value)


def _of_token(author: bool, form: str, value: str) -> TermKey:
    if author:
        return AUTHOR_STEM if form == "stem" else AUTHOR_EXACT, value
    return STEM if form == "stem" else EXACT, value
