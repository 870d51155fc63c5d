"""From what was typed to the index's request, or to a fault that points at the place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import cast

from rasad.archive.articles.search_index import open_index
from rasad.search.deadline import until
from rasad.search.errors import (
    EngineUnavailableError,
    IndexStaleError,
    QueryError,
    SearchError,
    SearchTimeoutError,
)
from rasad.search.query.ast import KEY_FIELDS
from rasad.search.query.parser import Query, parse
from rasad.search.requests import TIME_LIMIT, Filters, Interval, Result, SearchRequest, Sort, list_field
from rasad.search.service import Searcher
from rasad.search.suggest import spelling
from search_api.highlight_html import clean
from search_api.search.state import DateError, SearchState, bounds

PAGE = 25  # rows


@lru_cache(maxsize=1)
def searcher() -> Searcher:
    """This process's way to search, opened once."""
    return Searcher(open_index())


@dataclass(frozen=True)
class SearchProblem:
    """Why a search could not run, pointing at the place in the text."""

    message: str
    before: str = ""
    at: str = ""
    after: str = ""
    suggestion: str = ""
    suggestion_href: str = ""
    position: int = 0
    length: int = 0
    code: str = "query_invalid"  # of `api/problem_texts.py`
    status: int = 400

    @property
    def pointed(self) -> bool:
        return bool(self.before or self.at or self.after)


class SearchRefusedError(Exception):
    """A search that can't run as written, or not now; carries what to tell the reader."""

    def __init__(self, fault: SearchProblem) -> None:
        super().__init__(fault.message)
        self.fault = fault


def read_query(text: str, now: datetime, state: SearchState | None = None) -> Query | None:
    """The query, None for an empty text. Raises `SearchRefusedError`."""
    if not text:
        return None
    try:
        return parse(text, now)
    except QueryError as error:
        raise SearchRefusedError(point(text, error, state or SearchState(q=text))) from error


def point(text: str, error: QueryError, state: SearchState) -> SearchProblem:
    """The Persian message of a query error with the text cut at the wrong place."""
    start = max(0, min(error.position, len(text)))
    end = max(start, min(len(text), start + error.length))
    suggestion = error.suggestion or ""
    return SearchProblem(
        message=error.message_fa,
        before=clean(text[:start]),
        at=clean(text[start:end]),
        after=clean(text[end:]),
        suggestion=suggestion,
        suggestion_href="?" + state.change(q=suggestion).query_string() if suggestion else "",
        position=start,
        length=end - start,
    )


def request_of(
    state: SearchState,
    now: datetime,
    size: int = PAGE,
    *,
    facets: bool = False,
    histogram: Interval | None = None,
) -> SearchRequest:
    """The index's request for a search. Raises `SearchRefusedError`."""
    query = read_query(state.q, now, state)
    try:
        start, end = bounds(state, now)
    except DateError as error:
        raise SearchRefusedError(SearchProblem(str(error), code="date_invalid")) from error
    return SearchRequest(
        query=query,
        filters=Filters(
            **{list_field(key): getattr(state, list_field(key)) for key in KEY_FIELDS},
            start=start,
            end=end,
        ),
        sort=cast(Sort, state.sort),
        size=size,
        after=state.after or None,
        by_story=state.rows == "story",
        facets=facets,
        histogram=histogram,
        now=now,
    )


def run(request: SearchRequest) -> Result:
    """The index's answer. Raises `SearchRefusedError` with what the reader can do."""
    with _faults():
        return searcher().search(request)


def count(query: Query | None, filters: Filters) -> int:
    """How many articles match. Raises `SearchRefusedError`."""
    with _faults():
        return searcher().count(query, filters)


@contextmanager
def _faults() -> Iterator[None]:
    """What the index can't do, told to the reader."""
    try:
        yield
    except SearchTimeoutError as error:
        raise SearchRefusedError(
            SearchProblem(error.message_fa, code="query_too_slow")
        ) from error  # the question is too costly, not the index away
    except EngineUnavailableError as error:
        message = "نمایهٔ جست‌وجو اکنون در دسترس نیست. چند دقیقهٔ دیگر بکوشید؛ وضع آن در «سلامت» دیده می‌شود."
        raise SearchRefusedError(SearchProblem(message, code="index_away", status=503)) from error
    except IndexStaleError as error:
        message = "نمایهٔ جست‌وجو باید از نو ساخته شود (manage.py reindex). به مدیر سامانه بگویید."
        raise SearchRefusedError(SearchProblem(message, code="index_stale", status=503)) from error
    except ValueError as error:  # a cursor that is not ours
        raise SearchRefusedError(
            SearchProblem(
                "نشانی این صفحه از نتیجه‌ها درست نیست؛ از صفحهٔ نخست آغاز کنید.", code="cursor_invalid"
            )
        ) from error


def did_you_mean(request: SearchRequest) -> str:
    """A query that would find something, where the archive's own words suggest one; else empty."""
    if request.query is None or request.query.everything:
        return ""
    try:
        with until(time.monotonic() + TIME_LIMIT):  # it asks many times: together as long as one search
            return spelling.did_you_mean(searcher(), request.query, request.filters) or ""
    except SearchError:  # a help that does not come in time is no fault
        return ""
