"""The embedded engine: tantivy in a folder; one process writes, any number read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path
from typing import Any

from tantivy import FieldType, Occur, Order, Query, Searcher

from rasad.search.deadline import remaining
from rasad.search.documents import Document
from rasad.search.engines.aggregations import SHARD_VALUES, aggregations_of, read_aggregations
from rasad.search.engines.index_document import field_name, index_documents_of
from rasad.search.engines.interface import EngineRequest, EngineResponse
from rasad.search.engines.tantivy.compiler import Compiler
from rasad.search.engines.tantivy.faults import engine_faults
from rasad.search.engines.tantivy.folder import IndexFolder, State
from rasad.search.engines.tantivy.generations import Generation
from rasad.search.engines.tantivy.near_filter import NearFilter
from rasad.search.engines.tantivy.writer import IndexWriter
from rasad.search.errors import DocumentsRejectedError, SearchTimeoutError
from rasad.search.match import AnalysedArticle
from rasad.search.requests import TIME_LIMIT, Hit

BATCH = 1_000  # documents read at once where the whole index is walked


class TantivyEngine:
    """An engine over a folder. With `writer` it holds tantivy's lock from the first `put` until `close`."""

    def __init__(self, base: Path, *, writer: bool = False, generation: Generation | None = None):
        """`generation` pins one folder (reindex builds one that is not in use).

        Raises `IndexStaleError`.
        """
        self._folder = IndexFolder(base, create=writer, generation=generation)
        self._writer = IndexWriter(self._folder) if writer else None
        self._near_filter = NearFilter()
        self._workers = ThreadPoolExecutor(4, thread_name_prefix="tantivy")

    # -- reading -------------------------------------------------------------------------------------------

    def execute(self, request: EngineRequest) -> EngineResponse:
        """Answer one request. tantivy cannot be stopped: what takes too long is left to its thread."""
        seconds = remaining(TIME_LIMIT)
        future = self._workers.submit(copy_context().run, self._execute, request)
        try:
            return future.result(seconds)
        except FutureTimeoutError:
            future.cancel()
            raise SearchTimeoutError from None

    def _execute(self, request: EngineRequest) -> EngineResponse:
        remaining(TIME_LIMIT)  # an answer that nobody waits for any more must not keep others waiting
        with engine_faults(self._folder.base):
            return self._answer(request)

    def _answer(self, request: EngineRequest) -> EngineResponse:
        found = self._folder.searcher()
        if found is None:
            return EngineResponse(counts=[0] * max(0, len(request.edges) - 1))
        searcher, state = found
        compiler = self._compiler(request, searcher, state)
        query = _narrowed(compiler, request)
        response = EngineResponse()
        if request.limit:
            response.hits = _hits(searcher, compiler, request, query)
        if request.total:
            counted: Any = searcher.search(query, limit=1, count=True)
            response.total = int(counted.count)
        aggregations = aggregations_of(request, facet_size=SHARD_VALUES)
        if aggregations:
            read_aggregations(request, searcher.aggregate(query, aggregations), response)
        return response

    def _compiler(self, request: EngineRequest, searcher: Searcher, state: State) -> Compiler:
        wide = replace(request.filters, stories=())  # pages of stories name ever other ones
        return Compiler(
            self._folder.schema,
            wide,
            lambda leaf, beside, *queries: self._near_filter.filter_near(
                searcher, (state, wide, leaf, beside), leaf, *queries
            ),
        )

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many articles each exact form stands (deleted ones may still count until segments merge)."""
        found = self._folder.searcher()
        if found is None:
            return {}
        searcher, _ = found
        field = field_name("text", "exact")
        with engine_faults(self._folder.base):
            counted = {word: searcher.doc_freq(field, word) for word in words}
        return {word: count for word, count in counted.items() if count}

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Id and revision of every stored document, newest first."""
        cursor: int | None = None
        while True:
            with engine_faults(self._folder.base):
                found, cursor = self._revisions_before(cursor)
            yield from found
            if len(found) < BATCH:
                return

    def _revisions_before(self, cursor: int | None) -> tuple[list[tuple[str, int]], int | None]:
        """One batch, and the cursor before which the next begins."""
        opened = self._folder.searcher()
        if opened is None:
            return [], None
        searcher, _ = opened
        query = self._older_than(cursor)
        hits = searcher.search(query, limit=BATCH, count=False, order_by_field="cursor").hits
        addresses = [address for _, address in hits]
        revisions = searcher.fast_field_values("revision", addresses)
        found = [
            (str(searcher.doc(address).get_first("id")), int(revision or 0))
            for address, revision in zip(addresses, revisions, strict=True)
        ]
        last = searcher.fast_field_values("cursor", addresses[-1:])
        return found, int(last[0] or 0) if last else None

    def _older_than(self, cursor: int | None) -> Query:
        if cursor is None:
            return Query.all_query()
        return Query.range_query(
            self._folder.schema, "cursor", FieldType.Unsigned, None, cursor, include_upper=False
        )

    def stats(self) -> dict[str, object]:
        """See `Engine.stats`."""
        return self._folder.stats()

    # -- writing -------------------------------------------------------------------------------------------

    @property
    def writer(self) -> IndexWriter:
        """The writer of an engine that was opened for writing."""
        assert self._writer is not None, "this engine was opened for reading"
        return self._writer

    def put(self, docs: Iterable[Document | AnalysedArticle], *, durable: bool = True) -> None:
        """Store documents by id; see `Engine.put`."""
        documents, failures = index_documents_of(docs)
        failures |= self.writer.put(documents, durable=durable)
        if failures:
            raise DocumentsRejectedError(failures)

    def check_writable(self) -> None:
        """See `Engine.check_writable`."""
        self.writer.check_writable()

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents; durable on return."""
        self.writer.delete(ids)

    def refresh(self) -> None:
        """Commit what was put; show it to searches."""
        self._folder.follow()
        if self._writer is not None:
            self._writer.commit()
        self._folder.reload()

    def close(self) -> None:
        """Commit, release the lock and the files."""
        try:
            if self._writer is not None:
                self._writer.close()
        finally:
            self._folder.close()
            self._workers.shutdown(wait=False)


def _narrowed(compiler: Compiler, request: EngineRequest) -> Query:
    """What the request finds: its query within its filters, its stories and up to its cursor."""
    query = compiler.filtered(request.node)
    if request.filters.stories:
        stories = compiler.any_term("story", request.filters.stories)
        query = _both(query, Query.const_score_query(stories, 0.0))
    if request.until is not None:
        query = _both(query, _side_of(compiler, request.until, shown=True, newest=request.sort == "newest"))
    return query


def _hits(searcher: Searcher, compiler: Compiler, request: EngineRequest, query: Query) -> list[Hit]:
    if request.sort == "relevance":
        ranked = compiler.ranked(request.node, query, request.now)
        found = searcher.search(ranked, limit=request.limit, offset=request.offset, count=False).hits
    else:
        if request.beyond is not None:
            newest = request.sort == "newest"
            query = _both(query, _side_of(compiler, request.beyond, shown=False, newest=newest))
        found = searcher.search(
            query,
            limit=request.limit,
            offset=request.offset,
            count=False,
            order_by_field="story_rank" if request.sort == "story" else "cursor",
            order=Order.Asc if request.sort == "oldest" else Order.Desc,
        ).hits
    cursors = searcher.fast_field_values("cursor", [address for _, address in found])
    hits = []
    for (score, address), cursor in zip(found, cursors, strict=True):
        doc = searcher.doc(address)
        relevance = float(score) if request.sort == "relevance" else 0.0
        hits.append(Hit(str(doc.get_first("id")), relevance, int(cursor or 0), str(doc.get_first("story"))))
    return hits


def _both(one: Query, other: Query) -> Query:
    return Query.boolean_query([(Occur.Must, one), (Occur.Must, other)])


def _side_of(compiler: Compiler, cursor: int, *, shown: bool, newest: bool) -> Query:
    """Hits on one side of a cursor: those already shown, with the cursor itself, or those still to come."""
    above = newest == shown
    first = cursor if shown == above else cursor + 1
    bounds = (first, None) if above else (None, first)
    return Query.const_score_query(compiler.numbers("cursor", *bounds), 0.0)
