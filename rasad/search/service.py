"""From a question to an answer, the same for both engines: pages, stories, totals, facets, histogram.

An engine only has to `look`: hits in an order beyond a cursor or offset, and counts. What differs between
engines (no collapse in tantivy, no collapse with a cursor in Elasticsearch) is done here once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from rasad.search.errors import QueryError
from rasad.search.histogram import columns
from rasad.search.index import DEPTH, STORIES_EXACT, Filters, Hit, Result, SearchRequest, Sort
from rasad.search.query.nodes import Everything, Node

NOT_OURS = "نشانی این صفحه نادرست است؛ از صفحهٔ نخست آغاز کنید."
WALK = 10_000  # hits that are looked through for rows of a story by relevance or size: Elasticsearch's window


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """One request to an engine."""

    node: Node
    filters: Filters
    sort: Sort = "newest"
    limit: int = 0
    offset: int = 0
    beyond: int | None = (
        None  # only hits strictly after this cursor, in the order of `sort`; totals ignore it
    )
    until: int | None = None  # only hits at or before this cursor, in the order of `sort`; totals, too
    total: bool = True
    facets: bool = False
    stories: int = 0  # give up to this many different stories
    extent: bool = False
    edges: tuple[int, ...] = ()  # UTC seconds, ascending: count the articles in each [edge, next edge)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(slots=True)
class EngineResponse:
    """What an engine saw."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    stories: list[str] = field(default_factory=list)
    extent: tuple[int, int] | None = None
    counts: list[int] = field(default_factory=list)


class Engine(Protocol):
    """An engine as this module needs it."""

    def execute(self, ask: EngineRequest) -> EngineResponse:
        """Answer one request."""


def answer(engine: Engine, request: SearchRequest) -> Result:
    """Answer a question. Raises `QueryError` for an `after` that no answer gave."""
    ask = EngineRequest(
        node=request.query.ast if request.query is not None else Everything(),
        filters=request.filters,
        sort=request.sort,
        facets=request.facets,
        extent=request.histogram is not None,
        stories=STORIES_EXACT + 1 if request.by_story else 0,
        now=request.now or datetime.now(UTC),
    )
    size = max(0, min(request.size, DEPTH))
    if request.sort in ("newest", "oldest"):
        ask = replace(ask, beyond=_number(request.after))
    else:
        ask = replace(ask, offset=_number(request.after, "o") or 0)
        if ask.offset >= DEPTH:  # no answer gives it; Elasticsearch refuses what lies beyond its window
            raise QueryError(NOT_OURS)
        size = min(size, DEPTH - ask.offset)
    if request.by_story:
        look = engine.execute(ask)
        hits, more = _rows_of_stories(engine, ask, size)
        total, exact = min(len(look.stories), STORIES_EXACT), len(look.stories) <= STORIES_EXACT
    else:
        look = engine.execute(replace(ask, limit=size + 1))
        hits, more = look.hits[:size], len(look.hits) > size
        total, exact = look.total, True
    result = Result(hits, total, exact, _next_after(ask, hits) if more and hits else None, look.facets)
    if request.histogram is not None and look.extent is not None:
        unit, edges = columns(*look.extent, request.histogram)
        counts = engine.execute(
            EngineRequest(ask.node, ask.filters, total=False, edges=tuple(edges), now=ask.now)
        ).counts
        starts = [datetime.fromtimestamp(edge, UTC) for edge in edges[:-1]]
        result = replace(result, histogram=list(zip(starts, counts, strict=True)), histogram_unit=unit)
    return result


def _next_after(ask: EngineRequest, hits: list[Hit]) -> str | None:
    if ask.sort in ("newest", "oldest"):
        return str(hits[-1].cursor)
    reached = ask.offset + len(hits)
    return f"o{reached}" if reached < DEPTH else None


def _number(after: str | None, mark: str = "") -> int | None:
    if after is None or after == "":
        return None
    digits = after.removeprefix(mark)
    if (
        (mark and not after.startswith(mark))
        or not digits.isascii()
        or not digits.isdecimal()
        or len(digits) > 18
    ):
        raise QueryError(NOT_OURS)
    return int(digits)


def _rows_of_stories(engine: Engine, ask: EngineRequest, size: int) -> tuple[list[Hit], bool]:
    """The first hit of each story on a page, and whether more follow."""
    plain = replace(ask, facets=False, stories=0, extent=False, total=False)
    if ask.sort in ("newest", "oldest"):
        return _rows_by_cursor(engine, plain, size)
    return _rows_by_offset(engine, plain, size)


def _rows_by_cursor(engine: Engine, ask: EngineRequest, size: int) -> tuple[list[Hit], bool]:
    rows: list[Hit] = []
    seen: set[str] = set()
    start, step = ask.beyond, max(50, 2 * size)
    while True:
        hits = engine.execute(replace(ask, limit=step)).hits
        fresh = {hit.story for hit in hits} - seen
        if start is not None and fresh:  # stories that an earlier page has shown already
            mates = replace(ask.filters, stories=tuple(sorted(fresh)))
            earlier = replace(ask, filters=mates, beyond=None, until=start, stories=len(fresh) + 1)
            seen.update(engine.execute(earlier).stories)
        for hit in hits:
            if hit.story not in seen:
                if len(rows) == size:
                    return rows, True
                seen.add(hit.story)
                rows.append(hit)
        if len(hits) < step:
            return rows, False
        ask, step = replace(ask, beyond=hits[-1].cursor), min(step * 2, DEPTH)


def _rows_by_offset(engine: Engine, ask: EngineRequest, size: int) -> tuple[list[Hit], bool]:
    rows: list[Hit] = []
    seen: set[str] = set()
    walked, wanted = 0, ask.offset + size
    while walked < WALK:
        limit = min(DEPTH, WALK - walked)
        hits = engine.execute(replace(ask, limit=limit, offset=walked)).hits
        for hit in hits:
            if hit.story not in seen:
                seen.add(hit.story)
                rows.append(hit)
        if len(rows) > wanted:
            return rows[ask.offset : wanted], True
        if len(hits) < limit:
            break
        walked += limit
    return rows[ask.offset : wanted], False
