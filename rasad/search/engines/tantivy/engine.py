"""The embedded index: tantivy in a folder; one process writes, any number read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import replace
from pathlib import Path
from typing import Any

from tantivy import FieldType, Occur, Order, Query, Schema, Searcher

from rasad.search.deadline import remaining, until
from rasad.search.documents import FACET_FIELDS, IndexDocument, field_name, index_document_of
from rasad.search.engines.tantivy.compiler import Compiler
from rasad.search.engines.tantivy.folder import TantivyFolder
from rasad.search.engines.tantivy.generations import Generation
from rasad.search.engines.tantivy.near_filter import NearFilter
from rasad.search.engines.tantivy.schema import document
from rasad.search.errors import DocumentsRejectedError, SearchTimeoutError
from rasad.search.index import FACET_VALUES, TIME_LIMIT, Document, Filters, Hit, Result, SearchRequest
from rasad.search.query.nodes import Everything
from rasad.search.query.parser import Query as Asked
from rasad.search.service import EngineRequest, EngineResponse, answer

BUCKETS = 20_000  # values a facet or story count looks at


class TantivyEngine(TantivyFolder):
    """`Index` over a folder. With `writer` it holds tantivy's lock from the first `put` until `close`."""

    def __init__(self, base: Path, *, writer: bool = False, generation: Generation | None = None):
        """`generation` pins one folder (reindex builds one that is not in use). Raises `IndexStaleError`."""
        super().__init__(base, writer=writer, generation=generation)
        self._near_filter = NearFilter()
        self._workers = ThreadPoolExecutor(4, thread_name_prefix="tantivy")

    def close(self) -> None:
        """Commit and release the lock."""
        super().close()
        self._workers.shutdown(wait=False)

    # -- reading -------------------------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> Result:
        """Answer a question within `TIME_LIMIT`."""
        return self._limited(lambda: answer(self, request))

    def count(self, query: Asked | None, filters: Filters | None = None) -> int:
        """How many articles match."""
        node = query.ast if query is not None else Everything()
        return self._limited(lambda: self.execute(EngineRequest(node, filters or Filters())).total)

    def execute(self, ask: EngineRequest) -> EngineResponse:
        """Answer one request of `answer.py`."""
        found = self._searcher_and_state()
        if found is None:
            return EngineResponse(counts=[0] * max(0, len(ask.edges) - 1))
        searcher, state = found
        remaining(TIME_LIMIT)  # an answer that nobody waits for any more must not keep others waiting
        wide = replace(ask.filters, stories=())  # pages of stories ask for ever other ones
        compiler = Compiler(
            self._schema,
            wide,
            lambda leaf, beside, *queries: self._near_filter.filter_near(
                searcher, (state, wide, leaf, beside), leaf, *queries
            ),
        )
        base = compiler.filtered(ask.node)
        if ask.filters.stories:
            base = _both(base, Query.const_score_query(compiler.among("story", ask.filters.stories), 0.0))
        if ask.until is not None:
            base = _both(base, _beside(compiler, ask.sort == "newest", ask.until, inclusive=True))
        look = EngineResponse()
        if ask.limit:
            look.hits = self._hits(searcher, compiler, ask, base)
        if ask.total:
            counted: Any = searcher.search(base, limit=1, count=True)
            look.total = int(counted.count)
        self._aggregate(searcher, ask, base, look)
        return look

    def _hits(self, searcher: Searcher, compiler: Compiler, ask: EngineRequest, base: Query) -> list[Hit]:
        if ask.sort == "relevance":
            query = compiler.ranked(ask.node, base, ask.now)
            found = searcher.search(query, limit=ask.limit, offset=ask.offset, count=False).hits
        else:
            field = "story_rank" if ask.sort == "story" else "cursor"
            order = Order.Asc if ask.sort == "oldest" else Order.Desc
            if ask.beyond is not None:
                base = _both(base, _beside(compiler, ask.sort == "newest", ask.beyond, inclusive=False))
            found = searcher.search(
                base, limit=ask.limit, offset=ask.offset, count=False, order_by_field=field, order=order
            ).hits
        addresses = [address for _, address in found]
        cursors = searcher.fast_field_values("cursor", addresses)
        hits = []
        for (score, address), cursor in zip(found, cursors, strict=True):
            doc = searcher.doc(address)
            relevance = float(score) if ask.sort == "relevance" else 0.0
            hits.append(
                Hit(str(doc.get_first("id")), relevance, int(cursor or 0), str(doc.get_first("story")))
            )
        return hits

    def _aggregate(self, searcher: Searcher, ask: EngineRequest, base: Query, look: EngineResponse) -> None:
        wanted: dict[str, Any] = {}
        if ask.facets:
            for facet in FACET_FIELDS:
                wanted[facet] = {"terms": {"field": facet, "size": BUCKETS, "segment_size": BUCKETS}}
        if ask.stories:
            wanted["story"] = {"terms": {"field": "story", "size": ask.stories, "segment_size": ask.stories}}
        if ask.extent:
            wanted["first"] = {"min": {"field": "at"}}
            wanted["last"] = {"max": {"field": "at"}}
        if ask.edges:
            spans = [{"from": a, "to": b} for a, b in zip(ask.edges, ask.edges[1:], strict=False)]
            wanted["columns"] = {"range": {"field": "at", "ranges": spans}}
        if not wanted:
            return
        seen = searcher.aggregate(base, wanted)
        if ask.facets:
            for facet in FACET_FIELDS:
                counted = [(bucket["key"], bucket["doc_count"]) for bucket in seen[facet]["buckets"]]
                look.facets[facet] = sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:FACET_VALUES]
        if ask.stories:
            look.stories = [bucket["key"] for bucket in seen["story"]["buckets"]]
        if ask.extent and seen["first"]["value"] is not None and look.total:
            look.extent = int(seen["first"]["value"]), int(seen["last"]["value"])
        if ask.edges:
            counted_from = {int(b["from"]): b["doc_count"] for b in seen["columns"]["buckets"] if "from" in b}
            look.counts = [counted_from.get(edge, 0) for edge in ask.edges[:-1]]

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many articles each exact form stands (deleted ones may still count until segments merge)."""
        searcher = self._searcher()
        if searcher is None:
            return {}
        field = field_name("text", "exact")
        counted = {word: searcher.doc_freq(field, word) for word in words}
        return {word: count for word, count in counted.items() if count}

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Id and revision of every stored document, newest first."""
        beyond: int | None = None
        while True:
            searcher = self._searcher()
            if searcher is None:
                return
            query = Query.all_query() if beyond is None else below(self._schema, beyond)
            hits = searcher.search(query, limit=1_000, count=False, order_by_field="cursor").hits
            addresses = [address for _, address in hits]
            numbers = searcher.fast_field_values("revision", addresses)
            for address, revision in zip(addresses, numbers, strict=True):
                yield str(searcher.doc(address).get_first("id")), int(revision or 0)
            if len(hits) < 1_000:
                return
            beyond = int(searcher.fast_field_values("cursor", addresses[-1:])[0] or 0)

    # -- writing -------------------------------------------------------------------------------------------

    def put(self, docs: Iterable[Document], *, durable: bool = True) -> None:
        """Store documents by id; a revision not above the stored one is ignored. See `Index.put`."""
        records: dict[str, IndexDocument] = {}
        failures: dict[str, str] = {}
        for doc in docs:
            try:
                record = index_document_of(doc)
            except (ValueError, TypeError, AttributeError) as error:
                failures[doc.id] = f"{type(error).__name__}: {error}"
                continue
            if doc.id not in records or records[doc.id].revision < record.revision:
                records[doc.id] = record
        with self._lock:
            writer = self._writing()
            known = self._stored(records)
            for record in records.values():
                before = known.get(record.id, -1)
                if record.revision <= before:
                    continue
                try:
                    made = document(record)
                except (ValueError, OverflowError) as error:
                    failures[record.id] = str(error)
                    continue
                if before >= 0:
                    writer.delete_documents_by_term("id", record.id)
                writer.add_document(made)
                self._pending[record.id] = record.revision
                self._dirty = True
            if durable:
                self._commit()
        if failures:
            raise DocumentsRejectedError(failures)

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents; durable on return."""
        with self._lock:
            writer = self._writing()
            for one in ids:
                writer.delete_documents_by_term("id", one)
                self._pending.pop(one, None)
                self._dirty = True
            self._commit()

    def _stored(self, records: dict[str, IndexDocument]) -> dict[str, int]:
        """Revision of each record that is stored already, pending ones too."""
        known = {one: self._pending[one] for one in records if one in self._pending}
        searcher = self._searcher()
        asked = [one for one in records if one not in known]
        if searcher is None or not asked:
            return known
        query = Query.term_set_query(self._schema, "id", asked)
        addresses = [address for _, address in searcher.search(query, limit=len(asked), count=False).hits]
        for address, revision in zip(
            addresses, searcher.fast_field_values("revision", addresses), strict=True
        ):
            known[str(searcher.doc(address).get_first("id"))] = int(revision or 0)
        return known

    def _limited[T](self, work: Callable[[], T]) -> T:
        end = time.monotonic() + TIME_LIMIT

        def timed() -> T:
            with until(end):
                return work()

        future = self._workers.submit(timed)
        try:
            return future.result(TIME_LIMIT)
        except FutureTimeout:
            future.cancel()
            raise SearchTimeoutError from None


def _both(one: Query, other: Query) -> Query:
    return Query.boolean_query([(Occur.Must, one), (Occur.Must, other)])


def _beside(compiler: Compiler, newest: bool, cursor: int, *, inclusive: bool) -> Query:
    """Hits on one side of a cursor: those already shown (inclusive) or those still to come."""
    above = newest == inclusive
    first = cursor if inclusive == above else cursor + 1
    bounds = (first, None) if above else (None, first)
    return Query.const_score_query(compiler.numbers("cursor", *bounds), 0.0)


def below(schema: Schema, cursor: int) -> Query:
    """Documents older than a cursor."""
    return Query.range_query(schema, "cursor", FieldType.Unsigned, None, cursor, include_upper=False)
