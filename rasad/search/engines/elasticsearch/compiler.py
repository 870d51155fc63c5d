"""From AST to Elasticsearch's query DSL: only queries of the server's core, no scripts, no analysis
plugins.
"""

from __future__ import annotations

from typing import Any

from rasad.search.engines.aggregations import aggregations_of
from rasad.search.engines.index_document import field_name, key_term, seconds
from rasad.search.engines.interface import EngineRequest
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
)
from rasad.search.requests import Filters

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
    found: list[Json] = [{"terms": {field: list(values)}} for field, values in filters.keys.items()]
    if filters.stories:
        found.append({"terms": {"story": list(filters.stories)}})
    if filters.start is not None or filters.end is not None:
        start = None if filters.start is None else seconds(filters.start)
        found.append(between("at", start, None if filters.end is None else seconds(filters.end)))
    return found


def body(request: EngineRequest) -> Json:
    """The search request for one `EngineRequest`."""
    narrowing = _narrowing(request.filters)
    if request.until is not None:
        side = "gte" if request.sort == "newest" else "lte"
        narrowing.append({"range": {"cursor": {side: request.until}}})
    query: Json = {"bool": {"must": [compiled(request.node)], "filter": narrowing}}
    order = "asc" if request.sort == "oldest" else "desc"
    sort: list[Json] = [{"cursor": order}]
    if request.sort == "relevance":
        query["bool"]["should"] = [
            *(_leaf(wish, TITLE_WEIGHT) for wish in title_wishes(request.node)),
            *(
                {"constant_score": {"filter": between("at", since, None), "boost": points}}
                for since, points in fresh_since(request.now)
            ),
        ]
        sort = [{"_score": "desc"}, {"cursor": "desc"}]
    elif request.sort == "story":
        sort = [{"story_rank": "desc"}, {"cursor": "desc"}]
    made: Json = {
        "query": query,
        "size": request.limit,
        "sort": sort,
        "track_total_hits": request.total,
        "_source": False,
        "docvalue_fields": ["story"],
    }
    if request.offset and request.limit:
        made["from"] = request.offset
    if request.beyond is not None and request.limit:
        made["search_after"] = [request.beyond]
    aggregations = aggregations_of(request)
    if aggregations:
        made["aggs"] = aggregations
    return made
