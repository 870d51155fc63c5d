"""What every engine does, and the request and response between it and `Searcher`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from rasad.search.documents import Document
from rasad.search.match import AnalysedArticle
from rasad.search.query.ast import Node
from rasad.search.requests import Filters, Hit, Sort


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """One request to an engine. A search takes one or several."""

    node: Node
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "newest"
    limit: int = 0
    offset: int = 0
    # Only hits strictly after this cursor, in the order of `sort`; totals ignore it.
    beyond: int | None = None
    # Only hits at or before this cursor, in the order of `sort`; totals, too.
    until: int | None = None
    total: bool = True
    facets: bool = False
    stories: int = 0  # give up to this many different stories
    extent: bool = False
    edges: tuple[int, ...] = ()  # UTC seconds, ascending: count the articles in each [edge, next edge)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(slots=True)
class EngineResponse:
    """What an engine found: each field answers the one of the same meaning in the request."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    stories: list[str] = field(default_factory=list)
    extent: tuple[int, int] | None = None  # earliest and latest `at`, UTC seconds
    counts: list[int] = field(default_factory=list)  # one between each two edges


class Engine(Protocol):
    """An index with its searches. Every method may raise `EngineUnavailableError` and `IndexStaleError`."""

    def put(self, docs: Iterable[Document | AnalysedArticle], *, durable: bool = True) -> None:
        """Store documents by id; one with a revision not above the stored one is ignored.

        Durable on return, unless `durable` is False (then at the next `refresh`). Raises
        `DocumentsRejectedError` with the ids that the engine refused for good, after the others were stored,
        and `EngineFailedError` where one of them may have broken it.
        """

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents; unknown ids are no error. Durable and visible on return."""

    def check_writable(self) -> None:
        """Raise `EngineUnavailableError` where no document at all can be stored now; changes nothing."""

    def execute(self, request: EngineRequest) -> EngineResponse:
        """Answer one request within `deadline.remaining`. Raises `SearchTimeoutError`."""

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many articles each exact form stands; those in none are left out."""

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Id and revision of every stored document, newest first, for checking against the records."""

    def refresh(self) -> None:
        """Make everything put so far durable and visible to searches of this object."""

    def stats(self) -> dict[str, object]:
        """`engine`, `documents`, `analyser`, `stale` (built with another analyser), `bytes`, `name`."""

    def close(self) -> None:
        """Release files and connections; a writer commits first."""
