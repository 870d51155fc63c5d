"""The scaled index: Elasticsearch 8 or 9, any number of writers and readers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

from rasad.backoff import Backoff
from rasad.persian import VERSION
from rasad.search.deadline import remaining
from rasad.search.documents import Document
from rasad.search.engines.aggregations import read_aggregations
from rasad.search.engines.elasticsearch.client import AWAY, ElasticClient
from rasad.search.engines.elasticsearch.compiler import body
from rasad.search.engines.elasticsearch.indices import Indices, source
from rasad.search.engines.index_document import IndexDocument, field_name, index_documents_of
from rasad.search.engines.interface import EngineRequest, EngineResponse
from rasad.search.errors import DocumentsRejectedError, EngineUnavailableError
from rasad.search.match import AnalysedArticle
from rasad.search.requests import TIME_LIMIT, Hit

CHUNK_DOCS, CHUNK_BYTES = 500, 5_000_000
#: How often, and after which pauses, an item that was answered "later" is sent again.
RETRIES, RETRY = 4, Backoff(0.2, 2, 2)
_LENIENT = "ignore_unavailable=true&allow_no_indices=true"


class ElasticEngine:
    """`Index` over a cluster. Nothing is asked of it before the first call."""

    def __init__(self, url: str, *, writer: bool = False, generation: int | None = None):
        """`generation` pins one that is not in use (reindex builds it)."""
        self.wire = ElasticClient(url)
        self.indices = Indices(self.wire)
        self._may_write = writer
        self._pinned = generation
        self._checked = False
        self._made: set[str] = set()  # months of a pinned generation whose index was made
        pattern = self.indices.alias if generation is None else self.indices.name(generation, "*")
        self._target = f"/{pattern}"

    # -- reading ------------------------------------------------------------------------------------------

    def execute(self, request: EngineRequest) -> EngineResponse:
        """Answer one request."""
        self._check()
        seconds = remaining(TIME_LIMIT)
        seen = self.wire.search(f"{self._target}/_search?{_LENIENT}", body(request, seconds), seconds)
        response = EngineResponse()
        for found in seen["hits"]["hits"]:
            story = found.get("fields", {}).get("story", [""])[0]
            score = float(found["_score"] or 0.0) if request.sort == "relevance" else 0.0
            response.hits.append(Hit(found["_id"], score, int(found["sort"][-1]), story))
        response.total = seen["hits"]["total"]["value"] if request.total else 0
        read_aggregations(request, seen.get("aggregations", {}), response)
        return response

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """In how many articles each exact form stands."""
        asked = list(dict.fromkeys(words))
        found: dict[str, int] = {}
        field = field_name("text", "exact")
        for start in range(0, len(asked), 500):
            chunk = asked[start : start + 500]
            filters = {str(number): {"term": {field: word}} for number, word in enumerate(chunk)}
            request = {
                "size": 0,
                "track_total_hits": False,
                "aggs": {"words": {"filters": {"filters": filters}}},
            }
            seen = self.wire.search(f"{self._target}/_search?{_LENIENT}", request, TIME_LIMIT)
            buckets = seen.get("aggregations", {}).get("words", {}).get("buckets", {})
            for number, word in enumerate(chunk):
                if count := buckets.get(str(number), {}).get("doc_count", 0):
                    found[word] = count
        return found

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Id and revision of every stored document, newest first."""
        request: dict[str, Any] = {
            "size": 1_000,
            "sort": [{"cursor": "desc"}],
            "_source": False,
            "docvalue_fields": ["revision"],
            "track_total_hits": False,
        }
        while True:
            hits = self.wire.search(f"{self._target}/_search?{_LENIENT}", request, 30.0)["hits"]["hits"]
            for hit in hits:
                yield hit["_id"], int(hit["fields"]["revision"][0])
            if len(hits) < 1_000:
                return
            request["search_after"] = hits[-1]["sort"]

    # -- writing ------------------------------------------------------------------------------------------

    def put(self, docs: Iterable[Document | AnalysedArticle], *, durable: bool = True) -> None:
        """Store documents by id; see `Engine.put`. The server syncs before it answers, whatever `durable`
        says.
        """
        assert self._may_write, "this index was opened for reading"
        self._check()
        documents, failures = index_documents_of(docs)
        chunk: list[tuple[IndexDocument, str]] = []
        size = 0
        for document in documents:
            line = json.dumps(source(document), ensure_ascii=False)
            chunk.append((document, line))
            size += len(line) * 2
            if len(chunk) >= CHUNK_DOCS or size >= CHUNK_BYTES:
                failures.update(self._bulk(chunk))
                chunk, size = [], 0
        if chunk:
            failures.update(self._bulk(chunk))
        if failures:
            raise DocumentsRejectedError(failures)

    def _bulk(self, chunk: list[tuple[IndexDocument, str]]) -> dict[str, str]:
        """Send until every item is stored, refused (returned) or, after all pauses, still not taken
        (raises).
        """
        failures: dict[str, str] = {}
        waiting = list({(record.id, record.revision): (record, line) for record, line in chunk}.values())
        self._ready({record.month for record, _ in waiting})
        for attempt in range(1, RETRIES + 2):
            answers = self._send([(self._action(record), line) for record, line in waiting])
            later: list[tuple[IndexDocument, str]] = []
            months: set[str] = set()
            conflicts: list[tuple[IndexDocument, str]] = []
            for (record, line), one in zip(waiting, answers, strict=True):
                status, reason = one["status"], one.get("error", {})
                if status in AWAY or status == 500:
                    later.append((record, line))
                elif status == 404:  # no index yet for its month
                    months.add(record.month)
                    later.append((record, line))
                elif status == 409:
                    conflicts.append((record, line))
                elif status >= 400:
                    failures[record.id] = (
                        f"{reason.get('type', status)}: {str(reason.get('reason', ''))[:300]}"
                    )
            later += self._forgotten(conflicts)
            if not later:
                return failures
            for month in sorted(months):
                self._create(month)
            if attempt > RETRIES:
                break
            if len(later) > sum(record.month in months for record, _ in later):
                time.sleep(RETRY.pause(attempt))
            waiting = later
        raise EngineUnavailableError(
            f"{self.wire.address}: {len(waiting)} documents were not taken after {RETRIES} retries"
        )

    def _forgotten(self, conflicts: list[tuple[IndexDocument, str]]) -> list[tuple[IndexDocument, str]]:
        """Of the items refused for their version those that are not there: a deletion is still remembered.

        Where the document is there, it has this revision or a newer one, and the item is done.
        """
        if not conflicts:
            return []
        asked = [
            {"_index": self._where(record), "_id": record.id, "_source": False} for record, _ in conflicts
        ]
        status, answer = self.wire.call("POST", "/_mget", {"docs": asked})
        if status >= 400:
            raise EngineUnavailableError(f"{self.wire.address}: mget answered {status}: {str(answer)[:300]}")
        missing = [item for item, one in zip(conflicts, answer["docs"], strict=True) if not one.get("found")]
        if missing:
            self.refresh()
        return missing

    def _where(self, record: IndexDocument) -> str:
        if self._pinned is None:
            return self.indices.write_alias(record.month)
        return self.indices.name(self._pinned, record.month)

    def _action(self, record: IndexDocument) -> dict[str, Any]:
        action: dict[str, Any] = {"_id": record.id, "version": record.revision, "version_type": "external"}
        action |= {"_index": self._where(record), "require_alias": self._pinned is None}
        return {"index": action}

    def _ready(self, months: set[str]) -> None:
        """Make a pinned generation's indices before anything is sent there.

        Behind a write alias a missing index is told (`require_alias`); under its own name the server makes
        it by itself, with fields of its own guessing.
        """
        if self._pinned is None:
            return
        for month in sorted(months - self._made):
            self._create(month)
            self._made.add(month)

    def _create(self, month: str) -> None:
        if self._pinned is None:
            self.indices.create(self.indices.generation(), month, in_use=True)
        else:
            self.indices.create(self._pinned, month, in_use=False)

    def _send(self, items: list[tuple[dict[str, Any], str]]) -> list[dict[str, Any]]:
        lines = [line for action, document in items for line in (json.dumps(action), document)]
        status, sent = self.wire.lines("/_bulk", lines)
        if status == 413 and len(items) > 1:
            half = len(items) // 2
            return self._send(items[:half]) + self._send(items[half:])
        if status == 413:
            return [{"status": 400, "error": {"type": "too_large", "reason": "over http.max_content_length"}}]
        if status >= 400:
            raise EngineUnavailableError(f"{self.wire.address}: bulk answered {status}: {str(sent)[:300]}")
        return [next(iter(item.values())) for item in sent["items"]]

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents from whichever month holds them; durable on return."""
        assert self._may_write, "this index was opened for reading"
        asked = list(dict.fromkeys(ids))
        self.refresh()
        for start in range(0, len(asked), CHUNK_DOCS):
            wanted = asked[start : start + CHUNK_DOCS]
            request = {"query": {"ids": {"values": wanted}}, "size": len(wanted), "_source": False}
            hits = self.wire.search(f"{self._target}/_search?{_LENIENT}", request, 30.0)["hits"]["hits"]
            lines = [json.dumps({"delete": {"_index": hit["_index"], "_id": hit["_id"]}}) for hit in hits]
            if lines:
                status, sent = self.wire.lines("/_bulk", lines)
                bad = (
                    [one for one in sent["items"] if one["delete"]["status"] not in (200, 404)]
                    if status < 400
                    else sent
                )
                if bad:
                    raise EngineUnavailableError(f"{self.wire.address}: delete answered {str(bad)[:300]}")
        self.refresh()

    def refresh(self) -> None:
        """Show everything put so far to searches."""
        self.wire.call("POST", f"{self._target}/_refresh?{_LENIENT}")

    def stats(self) -> dict[str, object]:
        """See `Index.stats`."""
        analysers = self.indices.analysers()
        status, sizes = self.wire.call("GET", f"{self._target}/_stats/store,docs?{_LENIENT}")
        primaries = sizes["_all"]["primaries"] if status < 400 else {}
        return {
            "engine": "elasticsearch",
            "documents": primaries.get("docs", {}).get("count", 0),
            "analyser": ", ".join(sorted(analysers)),
            "stale": bool(analysers - {VERSION}),
            "bytes": primaries.get("store", {}).get("size_in_bytes", 0),
            "name": self.indices.alias,
        }

    def close(self) -> None:
        """Close the connections."""
        self.wire.close()

    def _check(self) -> None:
        """Once: that the indices are ours to read. Raises `IndexStaleError`."""
        if not self._checked:
            if self._pinned is None:
                self.indices.in_use()
            self._checked = True
