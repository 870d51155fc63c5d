"""The scaled engine: Elasticsearch 8 or 9, any number of nodes, writers and readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from rasad.persian import VERSION
from rasad.search.deadline import remaining
from rasad.search.documents import Document
from rasad.search.engines.aggregations import read_aggregations
from rasad.search.engines.elasticsearch.bulk import BulkWriter
from rasad.search.engines.elasticsearch.client import ElasticClient
from rasad.search.engines.elasticsearch.compiler import body
from rasad.search.engines.elasticsearch.indices import Indices
from rasad.search.engines.index_document import field_name, index_documents_of
from rasad.search.engines.interface import EngineRequest, EngineResponse
from rasad.search.engines.options import EngineOptions
from rasad.search.errors import DocumentsRejectedError
from rasad.search.match import AnalysedArticle
from rasad.search.requests import TIME_LIMIT, Hit

BATCH = 1_000  # documents read at once where the whole index is walked
BATCH_SECONDS = 30.0
WORDS = 500  # looked up in one request


class ElasticEngine:
    """An engine over a cluster. Nothing is asked of it before the first call."""

    def __init__(
        self,
        url: str,
        *,
        writer: bool = False,
        generation: int | None = None,
        options: EngineOptions | None = None,
    ):
        """`generation` pins one that is not in use (reindex builds it)."""
        options = options or EngineOptions()
        self.client = ElasticClient(url, options)
        self.indices = Indices(self.client, options.replicas)
        self._writer = BulkWriter(self.client, self.indices, generation) if writer else None
        self._pinned = generation
        self._checked = False
        self._target = self.indices.alias if generation is None else self.indices.name(generation, "*")

    # -- reading ------------------------------------------------------------------------------------------

    def execute(self, request: EngineRequest) -> EngineResponse:
        """Answer one request."""
        self._check()
        answer = self.client.search(self._target, body(request), remaining(TIME_LIMIT))
        response = EngineResponse()
        for found in answer["hits"]["hits"]:
            story = found.get("fields", {}).get("story", [""])[0]
            score = float(found["_score"] or 0.0) if request.sort == "relevance" else 0.0
            response.hits.append(Hit(found["_id"], score, int(found["sort"][-1]), story))
        response.total = answer["hits"]["total"]["value"] if request.total else 0
        read_aggregations(request, answer.get("aggregations", {}), response)
        return response

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many articles each exact form stands."""
        found: dict[str, int] = {}
        field = field_name("text", "exact")
        for part in batched(dict.fromkeys(words), WORDS):
            filters = {str(number): {"term": {field: word}} for number, word in enumerate(part)}
            request = {
                "size": 0,
                "track_total_hits": False,
                "aggs": {"words": {"filters": {"filters": filters}}},
            }
            answer = self.client.search(self._target, request, remaining(TIME_LIMIT))
            buckets = answer.get("aggregations", {}).get("words", {}).get("buckets", {})
            for number, word in enumerate(part):
                if count := buckets.get(str(number), {}).get("doc_count", 0):
                    found[word] = count
        return found

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Id and revision of every stored document, newest first."""
        request: dict[str, Any] = {
            "size": BATCH,
            "sort": [{"cursor": "desc"}],
            "_source": False,
            "docvalue_fields": ["revision"],
            "track_total_hits": False,
        }
        while True:
            hits = self.client.search(self._target, request, BATCH_SECONDS)["hits"]["hits"]
            for hit in hits:
                yield hit["_id"], int(hit["fields"]["revision"][0])
            if len(hits) < BATCH:
                return
            request["search_after"] = hits[-1]["sort"]

    def stats(self) -> dict[str, object]:
        """See `Engine.stats`."""
        self._check()
        analysers = self.indices.analysers()
        primaries = self.indices.sizes(self._target)
        return {
            "engine": "elasticsearch",
            "documents": primaries.get("docs", {}).get("count", 0),
            "analyser": ", ".join(sorted(analysers)),
            "stale": bool(analysers - {VERSION}),
            "bytes": primaries.get("store", {}).get("size_in_bytes", 0),
            "name": self.indices.alias,
        }

    def _check(self) -> None:
        """Once: that the indices are ours to read. Raises `IndexStaleError`."""
        if not self._checked:
            if self._pinned is None:
                self.indices.in_use()
                self.indices.check(self.indices.alias)
            self._checked = True

    # -- writing ------------------------------------------------------------------------------------------

    @property
    def writer(self) -> BulkWriter:
        """The writer of an engine that was opened for writing."""
        assert self._writer is not None, "this engine was opened for reading"
        return self._writer

    def put(self, docs: Iterable[Document | AnalysedArticle], *, durable: bool = True) -> None:
        """Store documents by id; see `Engine.put`. The server syncs before it answers, whatever `durable`
        says.
        """
        self._check()
        documents, failures = index_documents_of(docs)
        failures |= self.writer.put(documents)
        if failures:
            raise DocumentsRejectedError(failures)

    def check_writable(self) -> None:
        """See `Engine.check_writable`; that there is room is told of each document by itself."""
        self.indices.check_writable()

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents from whichever month holds them; durable and visible on return."""
        self.writer.delete(ids)

    def refresh(self) -> None:
        """Show everything put so far to searches."""
        self.indices.refresh(self._target)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()
