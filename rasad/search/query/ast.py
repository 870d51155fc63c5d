"""The abstract syntax tree of a query: what tantivy, Elasticsearch and the matcher are given.

Every node knows the `span` (start, end) of the query text it came from; spans do not take part in equality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as declared
from datetime import datetime
from typing import Literal, get_args

TextField = Literal["text", "title", "author"]
KeyField = Literal[
    "outlet", "kind", "unit", "topic", "tone", "tag", "status", "importance", "assignee",
    "mention", "person", "place",
]  # fmt: skip
KEY_FIELDS: tuple[KeyField, ...] = get_args(KeyField)
Form = Literal["stem", "exact"]
Span = tuple[int, int]
NOWHERE: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Term:
    """A token stands in the field: by its stem (a bare word) or by its exact form (a quoted word)."""

    field: TextField
    form: Form
    value: str
    span: Span = declared(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two or more tokens stand at consecutive positions of one part (title, kicker, lead, body, author)."""

    field: TextField
    form: Form
    values: tuple[str, ...]
    span: Span = declared(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Two or more different exact forms within `slop` moves of being that phrase (Lucene's sloppy phrase).

    With p(i) the position of word i in one part, max(p(i) - i) - min(p(i) - i) <= slop; reversing two
    neighbours costs 2.
    """

    field: TextField
    values: tuple[str, ...]
    slop: int
    span: Span = declared(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """A token whose exact form begins with `value` (at least 2 characters)."""

    field: TextField
    value: str
    span: Span = declared(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Key:
    """One of the article's keys of that field is this key or name (as `fields.keyed` writes it)."""

    field: KeyField
    value: str
    span: Span = declared(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Dates:
    """The article's time `at` lies in [start, end); either may be open. Whole UTC seconds."""

    start: datetime | None
    end: datetime | None
    span: Span = declared(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold: everything else does (also where nothing else is asked for)."""

    part: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article: the empty query."""

    span: Span = declared(default=NOWHERE, compare=False)


Leaf = Term | Phrase | Near | Prefix | Key | Dates | Everything
Node = Leaf | And | Or | Not


def leaves(node: Node) -> Iterator[Leaf]:
    """All leaves, left to right, those under NOT too."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        yield node


def positive_leaves(node: Node) -> Iterator[Leaf]:
    """All leaves that are not under NOT, left to right."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from positive_leaves(part)
    elif not isinstance(node, Not):
        yield node


def all_of(parts: list[Node]) -> Node:
    """AND of the parts, flat; a single part is itself."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    unique = list(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else And(tuple(unique))


def any_of(parts: list[Node]) -> Node:
    """OR of the parts, flat; a single part is itself."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    unique = list(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else Or(tuple(unique))
