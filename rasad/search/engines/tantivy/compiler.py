"""From AST to tantivy's queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import combinations, product
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from rasad.search.engines.index_document import field_name, key_term, seconds
from rasad.search.engines.ranking import TITLE_WEIGHT, fresh_since, title_wishes
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
    leaves,
)
from rasad.search.requests import Filters

Beside = tuple[Node, ...]
# Ids of the documents in which the words of a nearness are near, of its candidates: where the nodes beside it
# hold, too, within the filters. The last query is tantivy's own nearness of the words.
Sift = Callable[[Near, Beside, Query, Query], list[str]]
_SPECIAL = re.compile(r"([^\w\u200c])")


class Compiler:
    """Queries of one schema, narrowed by one set of filters; stories are not among them."""

    def __init__(self, schema: Schema, filters: Filters, filter_near: Sift):
        """`filter_near`: see `Sift`."""
        self.schema = schema
        self.filters = filters
        self.filter_near = filter_near

    def compile(self, node: Node, beside: Beside = ()) -> Query:
        """The query that finds what the node means, where the nodes beside it hold, too."""
        if isinstance(node, And):
            return self._all(node.parts, beside)
        if isinstance(node, Or):
            return Query.boolean_query([(Occur.Should, self.compile(part, beside)) for part in node.parts])
        if isinstance(node, Not):  # alone it would silently find nothing
            return self._all((node,), beside)
        return self._leaf(node, beside)

    def _all(self, parts: Beside, beside: Beside) -> Query:
        """Every part holds; what must be read is read only where the others hold."""
        clauses: list[tuple[Occur, Query]] = []
        for part in sorted(parts, key=lambda part: 2 * isinstance(part, Not) + _is_read(part)):
            if isinstance(part, Not):
                clauses = clauses or [(Occur.Must, Query.all_query())]
                clauses.append((Occur.MustNot, self.compile(part.part, beside)))
            else:
                clauses.append((Occur.Must, self.compile(part, beside)))
                beside = (*beside, part)
        return Query.boolean_query(clauses)

    def _leaf(self, leaf: Leaf, beside: Beside = ()) -> Query:
        if isinstance(leaf, Term):
            return self.term(field_name(leaf.field, leaf.form), leaf.value)
        if isinstance(leaf, Phrase):
            return Query.phrase_query(self.schema, field_name(leaf.field, leaf.form), list(leaf.values))
        if isinstance(leaf, Near):
            return self._near(leaf, beside)
        if isinstance(leaf, Prefix):
            pattern = _SPECIAL.sub(r"\\\1", leaf.value) + ".*"
            return Query.regex_query(self.schema, field_name(leaf.field, "exact"), pattern)
        if isinstance(leaf, Key):
            return Query.const_score_query(self.term("terms", key_term(leaf.field, leaf.value)), 0.0)
        if isinstance(leaf, Dates):
            return Query.const_score_query(self.between("at", leaf.start, leaf.end), 0.0)
        assert isinstance(leaf, Everything)
        return Query.all_query()

    def term(self, field: str, value: Any) -> Query:
        """One term of a field."""
        return Query.term_query(self.schema, field, value)

    def any_term(self, field: str, values: Sequence[str]) -> Query:
        """Any of the terms."""
        return Query.term_set_query(self.schema, field, list(values))

    def between(self, field: str, start: datetime | None, end: datetime | None) -> Query:
        """start <= field < end, as UTC seconds."""
        return self.numbers(
            field, None if start is None else seconds(start), None if end is None else seconds(end)
        )

    def numbers(self, field: str, start: int | None, end: int | None) -> Query:
        """start <= field < end."""
        if start is None and end is None:
            return Query.all_query()
        if end is not None and end <= (start or 0):
            return Query.empty_query()
        return Query.range_query(
            self.schema, field, FieldType.Unsigned, start, end, include_upper=end is None
        )

    def _near(self, leaf: Near, beside: Beside) -> Query:
        """tantivy's slop is Lucene's for two words only; for more it adds the moves up.

        Of more words the documents in which each two of them are near are read and checked (`filter_near`);
        the few words of an author's name are spelt out as exact phrases.
        """
        field = field_name(leaf.field, "exact")
        if len(leaf.values) == 2:
            return Query.phrase_query(self.schema, field, list(leaf.values), slop=leaf.slop)
        if leaf.field == "author":
            spelt = [Query.phrase_query(self.schema, field, one) for one in layouts(leaf.values, leaf.slop)]
            return Query.boolean_query([(Occur.Should, one) for one in spelt])
        pairs = [
            Query.phrase_query(self.schema, field, [(0, a), (j - i, b)], slop=leaf.slop)
            for (i, a), (j, b) in combinations(enumerate(leaf.values), 2)
        ]
        others = [self.compile(one, beside[:number]) for number, one in enumerate(beside)]
        candidates = Query.boolean_query([(Occur.Must, one) for one in (*others, *self._filters(), *pairs)])
        own = Query.phrase_query(self.schema, field, list(leaf.values), slop=leaf.slop)
        ids = self.filter_near(leaf, beside, candidates, own)
        return Query.const_score_query(self.any_term("id", ids) if ids else Query.empty_query(), 1.0)

    def filtered(self, node: Node) -> Query:
        """The node's query, narrowed by the filters without touching scores."""
        clauses = [(Occur.Must, Query.const_score_query(one, 0.0)) for one in self._filters()]
        query = self.compile(node)
        return Query.boolean_query([(Occur.Must, query), *clauses]) if clauses else query

    def _filters(self) -> Iterator[Query]:
        filters = self.filters
        for field, values in filters.keys.items():
            yield self.any_term(field, values)
        if filters.start is not None or filters.end is not None:
            yield self.between("at", filters.start, filters.end)

    def ranked(self, node: Node, query: Query, now: datetime) -> Query:
        """The query with its order by relevance (`ranking.py`); it finds the same."""
        wishes = [
            (Occur.Should, Query.boost_query(self._leaf(wish), TITLE_WEIGHT))
            for wish in title_wishes(node)
            if not isinstance(wish, Near) or len(wish.values) == 2
        ]
        fresh = [
            (Occur.Should, Query.const_score_query(self.numbers("at", since, None), points))
            for since, points in fresh_since(now)
        ]
        return Query.boolean_query([(Occur.Must, query), *wishes, *fresh])


def _is_read(node: Node) -> bool:
    """Whether documents must be read to know where it holds."""
    return any(
        isinstance(one, Near) and len(one.values) > 2 and one.field != "author" for one in leaves(node)
    )


def layouts(values: tuple[str, ...], slop: int) -> list[list[str | tuple[int, str]]]:
    """Every way in which the words can stand, as (position from the first, word): the exact phrases of a
    Near.
    """
    found: list[list[str | tuple[int, str]]] = []
    for moves in product(range(slop + 1), repeat=len(values)):
        places = [place + move for place, move in enumerate(moves)]
        if min(moves) == 0 and len(set(places)) == len(places):
            first = min(places)
            found.append(
                [*sorted((place - first, value) for place, value in zip(places, values, strict=True))]
            )
    return found
