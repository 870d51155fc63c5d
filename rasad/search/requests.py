"""A search and its result, as callers of `Searcher` see them, and the limits of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from rasad.search.query.ast import KEY_FIELDS, KeyField
from rasad.search.query.parser import Query

Sort = Literal["newest", "oldest", "relevance", "story"]
Interval = Literal["hour", "day", "week", "month"]

DEPTH = 1_000  # hits to which relevance and story size page
STORIES_EXACT = 10_000  # story totals are exact up to this
FACET_VALUES = 100  # most frequent values a facet shows
TIME_LIMIT = 4.0  # seconds a search may take: the whole answer, page and all, is promised within five


def list_field(key: KeyField) -> str:
    """The name of the field that holds several keys of a kind: `outlets` for `outlet`."""
    return {"status": "statuses"}.get(key, f"{key}s")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the desk's check boxes narrow by: any of the values in each; `start` <= at < `end`. Keys, not
    names.
    """

    outlets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    importances: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    stories: tuple[str, ...] = ()

    @property
    def keys(self) -> dict[KeyField, tuple[str, ...]]:
        """The chosen keys of each field in which some are chosen."""
        chosen: dict[KeyField, tuple[str, ...]] = {key: getattr(self, list_field(key)) for key in KEY_FIELDS}
        return {key: values for key, values in chosen.items() if values}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. `query` None means every article; `after` is `Result.next_after` of the page before."""

    query: Query | None = None
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "newest"
    size: int = 20
    after: str | None = None
    by_story: bool = False
    facets: bool = False
    histogram: Interval | None = None
    now: datetime | None = None  # freshness counts from here; None: the clock


@dataclass(frozen=True, slots=True)
class Hit:
    """A found article; with `by_story` the first of its story in the order of the request."""

    id: str
    score: float
    cursor: int
    story: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer. With `by_story` totals count stories; facets and histogram always count articles."""

    hits: list[Hit]
    total: int
    total_exact: bool = True  # False: «بیش از» `total` stories
    next_after: str | None = None
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    histogram: list[tuple[datetime, int]] = field(default_factory=list)
    histogram_unit: Interval | None = None  # coarser than requested when there would be too many columns
