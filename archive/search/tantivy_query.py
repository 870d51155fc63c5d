"""From AST to tantivy's queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import combinations, product
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from archive.search.index import Filters
from archive.search.nodes import And, Dates, Everything, Key, Leaf, Near, Node, Not, Or, Phrase, Prefix, Term
from archive.search.ranking import TITLE_WEIGHT, fresh_since, title_wishes
from archive.search.streams import field_name, key_term, seconds

_SPECIAL = re.compile(r"([^\w\u200c])")


class Compiler:
    """Queries of one schema."""

    def __init__(self, schema: Schema, sift: Callable[[Near, Query], list[str]]):
        """`sift` gives, of the documents that a query finds, the ids of those in which the words are near."""
        self.schema = schema
        self.sift = sift

    def compile(self, node: Node) -> Query:
        """The query that finds what the node means."""
        if isinstance(node, And):
            wanted = [(Occur.Must, self.compile(part)) for part in node.parts if not isinstance(part, Not)]
            banned = [
                (Occur.MustNot, self.compile(part.part)) for part in node.parts if isinstance(part, Not)
            ]
            return Query.boolean_query([*(wanted or [(Occur.Must, Query.all_query())]), *banned])
        if isinstance(node, Or):
            return Query.boolean_query([(Occur.Should, self.compile(part)) for part in node.parts])
        if isinstance(node, Not):  # alone it would silently find nothing
            return Query.boolean_query(
                [(Occur.Must, Query.all_query()), (Occur.MustNot, self.compile(node.part))]
            )
        return self._leaf(node)

    def _leaf(self, leaf: Leaf) -> Query:
        if isinstance(leaf, Term):
            return self.term(field_name(leaf.field, leaf.form), leaf.value)
        if isinstance(leaf, Phrase):
            return Query.phrase_query(self.schema, field_name(leaf.field, leaf.form), list(leaf.values))
        if isinstance(leaf, Near):
            return self._near(leaf)
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

    def _near(self, leaf: Near) -> Query:
        """tantivy's slop is Lucene's for two words only; for more it adds the moves up.

        Of more words the documents in which each two of them are near are read and checked (`sift`);
        the few words of an author's name are spelt out as exact phrases.
        """
        field = field_name(leaf.field, "exact")
        if len(leaf.values) == 2:
            return Query.phrase_query(self.schema, field, list(leaf.values), slop=leaf.slop)
        if leaf.field == "author":
            spelt = [Query.phrase_query(self.schema, field, one) for one in layouts(leaf.values, leaf.slop)]
            return Query.boolean_query([(Occur.Should, one) for one in spelt])
        pairs = Query.boolean_query(
            [
                (Occur.Must, Query.phrase_query(self.schema, field, [(0, a), (j - i, b)], slop=leaf.slop))
                for (i, a), (j, b) in combinations(enumerate(leaf.values), 2)
            ]
        )
        ids = self.sift(leaf, pairs)
        found = Query.term_set_query(self.schema, "id", ids) if ids else Query.empty_query()
        return Query.const_score_query(found, 1.0)

    def filtered(self, node: Node, filters: Filters) -> Query:
        """The node's query, narrowed by the filters without touching scores."""
        clauses = [(Occur.Must, Query.const_score_query(one, 0.0)) for one in self._filters(filters)]
        query = self.compile(node)
        return Query.boolean_query([(Occur.Must, query), *clauses]) if clauses else query

    def _filters(self, filters: Filters) -> Iterator[Query]:
        named: list[tuple[str, Sequence[str]]] = [
            ("outlet", filters.outlets),
            ("kind", filters.kinds),
            ("unit", filters.units),
            ("topic", filters.topics),
            ("tone", filters.tones),
            ("tag", filters.tags),
            ("story", filters.stories),
        ]
        for field, values in named:
            if values:
                yield Query.term_set_query(self.schema, field, list(values))
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
