"""From AST to Elasticsearch's query DSL: only queries of the server's core, no scripts, no analysis
plugins.
"""

from __future__ import annotations

from typing import Any

from rasad.search.documents import FACET_FIELDS, field_name, key_term, seconds
from rasad.search.index import FACET_VALUES, Filters
from rasad.search.query.nodes import (
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
from rasad.search.ranking import TITLE_WEIGHT, fresh_since, title_wishes
from rasad.search.service import EngineRequest

Json = dict[str, Any]


def compiled(node: Node) -> Json:
    """The query that finds what the node means."""
    if isinstance(node, And):
        wanted = [compiled(part) for part in node.parts if not isinstance(part, Not)]
        banned = [compiled(part.part) for part in node.parts if isinstance(part, Not)]
        return {"bool": {"must": wanted or [{"match_all": {}}], "must_not": banned}}
    if isinstance(node, Or):
        return {"bool": {"should": [compiled(part) for part in node.parts], "minimum_should_match": 1}}
    if isinstance(node, Not):
        return {"bool": {"must": [{"match_all": {}}], "must_not": [compiled(node.part)]}}
    return _leaf(node)


def _leaf(leaf: Leaf, boost: float = 1.0) -> Json:
    if isinstance(leaf, Term):
        return {"term": {field_name(leaf.field, leaf.form): {"value": leaf.value, "boost": boost}}}
    if isinstance(leaf, Phrase):
        return _phrase(field_name(leaf.field, leaf.form), leaf.values, 0, boost)
    if isinstance(leaf, Near):
        return _phrase(field_name(leaf.field, "exact"), leaf.values, leaf.slop, boost)
    if isinstance(leaf, Prefix):
        return {"prefix": {field_name(leaf.field, "exact"): {"value": leaf.value, "boost": boost}}}
    if isinstance(leaf, Key):
        return _silent({"term": {"terms": key_term(leaf.field, leaf.value)}})
    if isinstance(leaf, Dates):
        start = None if leaf.start is None else seconds(leaf.start)
        return _silent(between("at", start, None if leaf.end is None else seconds(leaf.end)))
    assert isinstance(leaf, Everything)
    return {"match_all": {}}


def _phrase(field: str, values: tuple[str, ...], slop: int, boost: float) -> Json:
    return {"match_phrase": {field: {"query": " ".join(values), "slop": slop, "boost": boost}}}


def _silent(query: Json) -> Json:
    """The query without a say in the score."""
    return {"bool": {"filter": [query]}}


def between(field: str, start: int | None, end: int | None) -> Json:
    """start <= field < end."""
    bounds = {"gte": start, "lt": end}
    return {"range": {field: {name: value for name, value in bounds.items() if value is not None}}}


def _narrowing(filters: Filters) -> list[Json]:
    named = {
        "outlet": filters.outlets,
        "kind": filters.kinds,
        "unit": filters.units,
        "topic": filters.topics,
        "tone": filters.tones,
        "tag": filters.tags,
        "story": filters.stories,
    }
    found: list[Json] = [{"terms": {field: list(values)}} for field, values in named.items() if values]
    if filters.start is not None or filters.end is not None:
        start = None if filters.start is None else seconds(filters.start)
        found.append(between("at", start, None if filters.end is None else seconds(filters.end)))
    return found


def body(ask: EngineRequest, time_limit: float) -> Json:
    """The search request for one `EngineRequest`."""
    narrowing = _narrowing(ask.filters)
    if ask.until is not None:
        side = "gte" if ask.sort == "newest" else "lte"
        narrowing.append({"range": {"cursor": {side: ask.until}}})
    query: Json = {"bool": {"must": [compiled(ask.node)], "filter": narrowing}}
    order = "asc" if ask.sort == "oldest" else "desc"
    sort: list[Json] = [{"cursor": order}]
    if ask.sort == "relevance":
        query["bool"]["should"] = [
            *(_leaf(wish, TITLE_WEIGHT) for wish in title_wishes(ask.node)),
            *(
                {"constant_score": {"filter": between("at", since, None), "boost": points}}
                for since, points in fresh_since(ask.now)
            ),
        ]
        sort = [{"_score": "desc"}, {"cursor": "desc"}]
    elif ask.sort == "story":
        sort = [{"story_rank": "desc"}, {"cursor": "desc"}]
    made: Json = {
        "query": query,
        "size": ask.limit,
        "sort": sort,
        "track_total_hits": ask.total,
        "_source": False,
        "docvalue_fields": ["story"],
        "timeout": f"{max(1, int(time_limit * 1000))}ms",
    }
    if ask.offset and ask.limit:
        made["from"] = ask.offset
    if ask.beyond is not None and ask.limit:
        made["search_after"] = [ask.beyond]
    aggregations = _aggregations(ask)
    if aggregations:
        made["aggs"] = aggregations
    return made


def _aggregations(ask: EngineRequest) -> Json:
    wanted: Json = {}
    if ask.facets:
        for facet in FACET_FIELDS:
            wanted[facet] = {"terms": {"field": facet, "size": FACET_VALUES, "shard_size": 20_000}}
    if ask.stories:
        wanted["story"] = {"terms": {"field": "story", "size": ask.stories, "shard_size": ask.stories}}
    if ask.extent:
        wanted["first"] = {"min": {"field": "at"}}
        wanted["last"] = {"max": {"field": "at"}}
    if ask.edges:
        spans = [{"from": a, "to": b} for a, b in zip(ask.edges, ask.edges[1:], strict=False)]
        wanted["columns"] = {"range": {"field": "at", "ranges": spans}}
    return wanted
