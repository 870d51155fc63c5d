"""Searches over an engine: pages, stories, totals, facets and histogram, the same for every engine.

An engine only gives hits in an order beyond a cursor or offset, and counts. What engines cannot do or do in
different ways (tantivy has no collapse, Elasticsearch none with a cursor) is done here, once.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from rasad.search.deadline import until
from rasad.search.engines.interface import Engine, EngineRequest, EngineResponse
from rasad.search.errors import QueryError
from rasad.search.histogram import columns
from rasad.search.query.ast import Everything, Node
from rasad.search.query.parser import Query
from rasad.search.requests import (
    DEPTH,
    STORIES_EXACT,
    TIME_LIMIT,
    Filters,
    Hit,
    Interval,
    Result,
    SearchRequest,
)

NOT_OURS = "نشانی این صفحه نادرست است؛ از صفحهٔ نخست آغاز کنید."
WALK = 10_000  # hits read for rows of a story by relevance or size: Elasticsearch's window
_BY_CURSOR = ("newest", "oldest")


class Searcher:
    """Answers searches from an engine. Thread-safe where the engine is.

    Every method may raise `EngineUnavailableError`, `IndexStaleError` and `SearchTimeoutError`.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def search(self, request: SearchRequest) -> Result:
        """Answer a search within `TIME_LIMIT`. Raises `QueryError` for an `after` that no result gave."""
        with until(time.monotonic() + TIME_LIMIT):
            return self._result(request)

    def count(self, query: Query | None, filters: Filters | None = None) -> int:
        """How many articles match, within `TIME_LIMIT`."""
        return self.count_node(query.ast if query is not None else Everything(), filters)

    def count_node(self, node: Node, filters: Filters | None = None) -> int:
        """How many articles match a tree that was made rather than typed, within `TIME_LIMIT`."""
        with until(time.monotonic() + TIME_LIMIT):
            return self.engine.execute(EngineRequest(node, filters or Filters())).total

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many articles each exact form stands; those in none are left out."""
        return self.engine.frequencies(words)

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()

    def _result(self, request: SearchRequest) -> Result:
        wanted, size = _engine_request(request)
        if request.by_story:
            response = self.engine.execute(wanted)
            hits, more = self._stories(wanted, size)
            total = min(len(response.stories), STORIES_EXACT)
            exact = len(response.stories) <= STORIES_EXACT
        else:
            response = self.engine.execute(replace(wanted, limit=size + 1))
            hits, more = response.hits[:size], len(response.hits) > size
            total, exact = response.total, True
        after = _next_after(wanted, hits) if more and hits else None
        result = Result(hits, total, exact, after, response.facets)
        if request.histogram is None or response.extent is None:
            return result
        return self._with_histogram(result, wanted, response.extent, request.histogram)

    def _with_histogram(
        self, result: Result, wanted: EngineRequest, extent: tuple[int, int], interval: Interval
    ) -> Result:
        unit, edges = columns(*extent, interval)
        request = EngineRequest(wanted.node, wanted.filters, total=False, edges=tuple(edges), now=wanted.now)
        counts = self.engine.execute(request).counts
        starts = [datetime.fromtimestamp(edge, UTC) for edge in edges[:-1]]
        return replace(result, histogram=list(zip(starts, counts, strict=True)), histogram_unit=unit)

    def _stories(self, wanted: EngineRequest, size: int) -> tuple[list[Hit], bool]:
        """The first hit of each story on a page, and whether more follow."""
        plain = replace(wanted, facets=False, stories=0, extent=False, total=False)
        if wanted.sort in _BY_CURSOR:
            return self._stories_by_cursor(plain, size)
        return self._stories_by_offset(plain, size)

    def _stories_by_cursor(self, wanted: EngineRequest, size: int) -> tuple[list[Hit], bool]:
        found: list[Hit] = []
        seen: set[str] = set()
        start, step = wanted.beyond, max(50, 2 * size)
        while True:
            hits = self.engine.execute(replace(wanted, limit=step)).hits
            fresh = {hit.story for hit in hits} - seen
            if start is not None and fresh:
                seen.update(self._shown_before(wanted, start, fresh))
            for hit in hits:
                if hit.story not in seen:
                    if len(found) == size:
                        return found, True
                    seen.add(hit.story)
                    found.append(hit)
            if len(hits) < step:
                return found, False
            wanted, step = replace(wanted, beyond=hits[-1].cursor), min(step * 2, DEPTH)

    def _shown_before(self, wanted: EngineRequest, start: int, stories: set[str]) -> list[str]:
        """Those of the stories that an earlier page has shown: they have a hit at or before its end."""
        filters = replace(wanted.filters, stories=tuple(sorted(stories)))
        earlier = replace(wanted, filters=filters, beyond=None, until=start, stories=len(stories) + 1)
        response: EngineResponse = self.engine.execute(earlier)
        return response.stories

    def _stories_by_offset(self, wanted: EngineRequest, size: int) -> tuple[list[Hit], bool]:
        found: dict[str, Hit] = {}  # the first hit of each story
        walked, end = 0, wanted.offset + size
        while walked < WALK:
            limit = min(DEPTH, WALK - walked)
            hits = self.engine.execute(replace(wanted, limit=limit, offset=walked)).hits
            for hit in hits:
                found.setdefault(hit.story, hit)
            if len(found) > end:
                return list(found.values())[wanted.offset : end], True
            if len(hits) < limit:
                break
            walked += limit
        return list(found.values())[wanted.offset : end], False


def _engine_request(request: SearchRequest) -> tuple[EngineRequest, int]:
    """The engine's request, still without a limit, and the size of the page."""
    wanted = EngineRequest(
        node=request.query.ast if request.query is not None else Everything(),
        filters=request.filters,
        sort=request.sort,
        facets=request.facets,
        extent=request.histogram is not None,
        stories=STORIES_EXACT + 1 if request.by_story else 0,
        now=request.now or datetime.now(UTC),
    )
    size = max(0, min(request.size, DEPTH))
    if request.sort in _BY_CURSOR:
        return replace(wanted, beyond=_number(request.after)), size
    offset = _number(request.after, "o") or 0
    if offset >= DEPTH:  # no result gives it; Elasticsearch refuses what lies beyond its window
        raise QueryError(NOT_OURS)
    return replace(wanted, offset=offset), min(size, DEPTH - offset)


def _next_after(wanted: EngineRequest, hits: list[Hit]) -> str | None:
    if wanted.sort in _BY_CURSOR:
        return str(hits[-1].cursor)
    reached = wanted.offset + len(hits)
    return f"o{reached}" if reached < DEPTH else None


def _number(after: str | None, mark: str = "") -> int | None:
    """The number of a page address, behind its mark. Raises `QueryError` for what no result gave."""
    if after is None or after == "":
        return None
    digits = after.removeprefix(mark)
    marked = not mark or after.startswith(mark)
    if not marked or not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
        raise QueryError(NOT_OURS)
    return int(digits)
