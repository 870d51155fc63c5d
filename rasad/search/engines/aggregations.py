"""Counts beside the hits: facets, stories, extent, histogram columns.

tantivy takes Elasticsearch's aggregation JSON and answers in its shape, so both are written and read once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasad.search.engines.interface import EngineRequest, EngineResponse
from rasad.search.query.ast import KEY_FIELDS
from rasad.search.requests import FACET_VALUES

SHARD_VALUES = 20_000  # values of a facet that each shard or segment counts before they are merged


def aggregations_of(request: EngineRequest, facet_size: int = FACET_VALUES) -> dict[str, Any]:
    """The aggregations that a request asks for. `facet_size`: values of a facet to return.

    An engine that does not order values of one count by their name must return all of them.
    """
    wanted: dict[str, Any] = {}
    if request.facets:
        for key in KEY_FIELDS:
            wanted[key] = {"terms": {"field": key, "size": facet_size, "shard_size": SHARD_VALUES}}
    if request.stories:
        wanted["story"] = {
            "terms": {"field": "story", "size": request.stories, "shard_size": request.stories}
        }
    if request.extent:
        wanted["first"] = {"min": {"field": "at"}}
        wanted["last"] = {"max": {"field": "at"}}
    if request.edges:
        spans = [{"from": a, "to": b} for a, b in zip(request.edges, request.edges[1:], strict=False)]
        wanted["columns"] = {"range": {"field": "at", "ranges": spans}}
    return wanted


def read_aggregations(request: EngineRequest, answered: Mapping[str, Any], response: EngineResponse) -> None:
    """Write what an engine answered into the response; an index without documents answers nothing."""
    if request.facets:
        response.facets = {key: _most_frequent(_buckets(answered, key)) for key in KEY_FIELDS}
    if request.stories:
        response.stories = [bucket["key"] for bucket in _buckets(answered, "story")]
    if request.extent and response.total and answered.get("first", {}).get("value") is not None:
        response.extent = int(answered["first"]["value"]), int(answered["last"]["value"])
    if request.edges:
        columns = {
            int(one["from"]): one["doc_count"] for one in _buckets(answered, "columns") if "from" in one
        }
        response.counts = [columns.get(edge, 0) for edge in request.edges[:-1]]


def _buckets(answered: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answered.get(name, {}).get("buckets", [])
    return found


def _most_frequent(buckets: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Values with their counts; of equal counts the first by name, so that both engines show the same."""
    counts = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:FACET_VALUES]
