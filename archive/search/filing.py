"""What an article must have for a rule to match it: the terms under which rules are filed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeGuard

from archive.search.nodes import And, Key, Near, Node, Not, Or, Phrase, Prefix, Term

Anchor = tuple[str, str]  # (space, value); spaces: see below
Clause = frozenset[Anchor]  # the article has at least one of these
STEM, EXACT, BEGINNING, KEY = "stem", "exact", "beginning", "key"
AUTHOR_STEM, AUTHOR_EXACT, AUTHOR_BEGINNING = "author stem", "author exact", "author beginning"


def required(node: Node, cost: Callable[[Anchor], float]) -> list[Clause]:
    """Clauses that all hold in every article that the node matches; empty if nothing is required.

    Of each side of an OR the cheapest clause (by the sum of `cost`) is taken. What must stand in the title
    stands in the text, too.
    """
    if isinstance(node, Term):
        return [frozenset([_anchor(node.field == "author", node.form, node.value)])]
    if isinstance(node, Phrase):
        return [frozenset([_anchor(node.field == "author", node.form, value)]) for value in node.values]
    if isinstance(node, Near):
        return [frozenset([_anchor(node.field == "author", "exact", value)]) for value in node.values]
    if isinstance(node, Prefix):
        return [frozenset([(AUTHOR_BEGINNING if node.field == "author" else BEGINNING, node.value)])]
    if isinstance(node, Key):
        return [frozenset([(KEY, f"{node.field}:{node.value}")])]
    if isinstance(node, And):
        return [clause for part in node.parts for clause in required(part, cost)]
    if isinstance(node, Or):
        sides = [required(part, cost) for part in node.parts]
        if all(sides):
            return [frozenset().union(*(cheapest(side, cost) for side in sides))]
    return []


def cheapest(clauses: list[Clause], cost: Callable[[Anchor], float]) -> Clause:
    """The clause that the fewest articles are expected to satisfy."""
    return min(clauses, key=lambda clause: (sum(map(cost, clause)), -max(len(value) for _, value in clause)))


class Sets(NamedTuple):
    """A rule as sets of stems of the text: all of `needs`, none of `bans`, one of each of `choices`."""

    needs: frozenset[str]
    bans: frozenset[str]
    choices: tuple[frozenset[str], ...]


def as_sets(node: Node) -> Sets | None:
    """The node as sets, if it is no more than that: stems, choices of stems and stems that must be absent."""
    needs: set[str] = set()
    bans: set[str] = set()
    choices: list[frozenset[str]] = []
    for part in node.parts if isinstance(node, And) else (node,):
        if _is_stem(part):
            needs.add(part.value)
        elif isinstance(part, Not) and _is_stem(part.part):
            bans.add(part.part.value)
        elif isinstance(part, Or) and all(map(_is_stem, part.parts)):
            choices.append(frozenset(one.value for one in part.parts if isinstance(one, Term)))
        else:
            return None
    return Sets(frozenset(needs), frozenset(bans), tuple(choices))


def exact_needs(clauses: list[Clause]) -> frozenset[str]:
    """Exact forms that must all stand in the text."""
    return frozenset(
        value for clause in clauses if len(clause) == 1 for space, value in clause if space == EXACT
    )


def _is_stem(node: Node) -> TypeGuard[Term]:
    return isinstance(node, Term) and node.field == "text" and node.form == "stem"


def _anchor(author: bool, form: str, value: str) -> Anchor:
    if author:
        return AUTHOR_STEM if form == "stem" else AUTHOR_EXACT, value
    return STEM if form == "stem" else EXACT, value
