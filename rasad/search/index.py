"""What an index is given and what it answers; tantivy and Elasticsearch stand behind the same `Engine`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from rasad.search.query.parser import Query

Sort = Literal["newest", "oldest", "relevance", "story"]
Interval = Literal["hour", "day", "week", "month"]
FACETS = ("outlet", "kind", "unit", "topic", "tone", "tag")

DEPTH = 1_000  # hits to which relevance and story size page
STORIES_EXACT = 10_000  # story totals are exact up to this
FACET_VALUES = 100  # most frequent values a facet shows
TIME_LIMIT = 4.0  # seconds a search may take: the whole answer, page and all, is promised within five
BATCH = 500  # hits fetched at once where an engine is walked


@dataclass(frozen=True, slots=True)
class Document:
    """One article as the index and the matcher see it. `*_names` are further names its keys are searched
    by.
    """

    id: str
    revision: int
    cursor: int
    outlet: str
    kind: str
    title: str
    at: datetime
    first_capture: datetime
    kicker: str = ""
    lead: str = ""
    body: str = ""
    author: str = ""
    units: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tone: str = ""
    status: str = "live"
    story: str = ""  # empty: the article stands alone
    story_size: int = 1
    story_role: str = ""
    outlet_names: tuple[str, ...] = ()
    kind_names: tuple[str, ...] = ()
    unit_names: tuple[str, ...] = ()
    topic_names: tuple[str, ...] = ()
    tone_names: tuple[str, ...] = ()

    @property
    def story_key(self) -> str:
        """The story for collapsing: an article without one is its own."""
        return self.story or self.id

    @property
    def story_rank(self) -> int:
        """One number to sort by story size, then by time (63 bits)."""
        size = min(max(self.story_size, 1), (1 << 19) - 1)
        return (size << 44) | ((self.cursor >> 24) & 0xFFFFFFFF) << 12 | (self.cursor & 0xFFF)


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
    start: datetime | None = None
    end: datetime | None = None
    stories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question. `query` None means every article; `after` is `Result.next_after` of the page before."""

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
    """A found article; with `by_story` the first of its story in the order asked for."""

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
    histogram_unit: Interval | None = None  # coarser than asked for when there would be too many columns


class Engine(Protocol):
    """What both engines do. All may raise `EngineUnavailableError`, searches also `SearchTimeoutError`."""

    def put(self, docs: Iterable[Document], *, durable: bool = True) -> None:
        """Store documents by id; one with a revision not above the stored one is ignored.

        Durable on return, unless `durable` is False (then at the next `refresh`). Raises
        `DocumentsRejectedError` with
        the ids the engine refused for good, after the others were stored.
        """

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents; unknown ids are no error. Durable on return."""

    def search(self, request: SearchRequest) -> Result:
        """Answer a question within `TIME_LIMIT`."""

    def count(self, query: Query | None, filters: Filters | None = None) -> int:
        """How many articles match."""

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many articles each exact form stands; those in none are left out."""

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Id and revision of every stored document, for checking against the records."""

    def refresh(self) -> None:
        """Make everything put so far durable and visible to searches of this object."""

    def stats(self) -> dict[str, object]:
        """`engine`, `documents`, `analyser`, `stale` (built with another analyser), `bytes`, `name`."""

    def close(self) -> None:
        """Let go of files and connections; a writer commits first."""
