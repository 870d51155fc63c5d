"""Documents to Elasticsearch in bulk: a verdict for each item; only its own fault refuses a document."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import batched
from typing import Any

from elasticsearch.helpers import streaming_bulk

from rasad.search.engines.elasticsearch.client import ElasticClient
from rasad.search.engines.elasticsearch.indices import Indices
from rasad.search.engines.elasticsearch.mapping import source
from rasad.search.engines.index_document import IndexDocument
from rasad.search.errors import EngineFailedError, EngineUnavailableError

CHUNK_DOCUMENTS, CHUNK_BYTES = 500, 5_000_000
SECONDS = 60.0  # for one request; one that timed out may have succeeded: it is sent again
SHARD_WAIT = "5s"  # how long the server waits for a shard that is on no node, before it says so
RETRIES, FIRST_PAUSE, LONGEST_PAUSE = 4, 0.2, 2.0  # of items that the server has no room for
LATER = frozenset({408, 429, 500, 502, 503, 504})  # statuses that say "later", never "wrong"
# A deletion is forgotten by a refresh once the server's own clock has moved on, which it reads this often
# (its setting thread_pool.estimated_time_interval, 200 ms).
FORGETTING = 0.25
ROUNDS = 4  # in which months are made, deletions forgotten and chunks parted, before it is given up
LOOKED_UP = 5_000  # places in which documents are looked for at once
# Errors of an index or of our rights there, with statuses that an error of a document may have, too.
_NOT_THE_DOCUMENTS = frozenset(
    {
        "cluster_block_exception",  # read-only: by hand, or by the server on a disk that fills up
        "index_closed_exception",
        "security_exception",
        "circuit_breaking_exception",
        "es_rejected_execution_exception",
    }
)


class BulkVerdict(Enum):
    """What became of an item."""

    DONE = auto()
    CONFLICT = auto()  # this revision or a newer one is there, or was and is deleted
    NO_INDEX = auto()
    TOO_LARGE = auto()  # the request, not always the document
    UNAVAILABLE = auto()
    FAILED = auto()  # the server broke down over it: its own fault or the document's
    REFUSED = auto()  # the document's own fault


@dataclass(frozen=True, slots=True)
class BulkAnswer:
    """A verdict with its reason, as the server put it."""

    verdict: BulkVerdict
    reason: str = ""


def answer_of(item: dict[str, Any]) -> BulkAnswer:
    """The verdict on an item of a bulk response, as the client's helpers give it."""
    status, error = int(item["status"]), item.get("error")
    kind = str(error.get("type", "")) if isinstance(error, dict) else ""
    text = str(error.get("reason", "")) if isinstance(error, dict) else str(error or "")
    reason = f"{kind or status}: {text[:300]}"
    if 200 <= status < 300:
        return BulkAnswer(BulkVerdict.DONE)
    by_status = {409: BulkVerdict.CONFLICT, 404: BulkVerdict.NO_INDEX, 413: BulkVerdict.TOO_LARGE}
    if status in by_status:
        return BulkAnswer(by_status[status], reason)
    if status == 500:
        return BulkAnswer(BulkVerdict.FAILED, reason)
    whole_request = "exception" in item  # nothing of it was looked at
    if whole_request or status in LATER or status in (401, 403) or kind in _NOT_THE_DOCUMENTS:
        return BulkAnswer(BulkVerdict.UNAVAILABLE, reason)
    return BulkAnswer(BulkVerdict.REFUSED, reason)


class BulkWriter:
    """Writes to the generation in use, or to one that is pinned. Several may write at once.

    Every method may raise `EngineUnavailableError` and `IndexStaleError`; then all is sent again.
    """

    def __init__(self, client: ElasticClient, indices: Indices, pinned: int | None = None):
        self._client = client
        self._indices = indices
        self._pinned = pinned
        self._prepared = False
        self._made: set[str] = set()  # months of a pinned generation whose index was made

    def put(self, documents: Iterable[IndexDocument]) -> dict[str, str]:
        """Store documents; why the server refused some for good, by id."""
        failures: dict[str, str] = {}
        waiting = {document.id: document for document in documents}
        self._prepare({document.month for document in waiting.values()})
        chunk = CHUNK_DOCUMENTS
        for _ in range(ROUNDS):
            answers = self._send(list(waiting.values()), chunk)
            by_verdict = _by_verdict(answers)
            self._raise_of(answers, by_verdict[BulkVerdict.UNAVAILABLE], EngineUnavailableError)
            self._raise_of(answers, by_verdict[BulkVerdict.FAILED], EngineFailedError)
            self._blame(by_verdict[BulkVerdict.REFUSED], waiting)
            failures |= {one: answers[one].reason for one in by_verdict[BulkVerdict.REFUSED]}
            if chunk == 1:
                failures |= {one: answers[one].reason for one in by_verdict[BulkVerdict.TOO_LARGE]}
            again = self._again(by_verdict, waiting, chunk)
            if not again:
                return failures
            if by_verdict[BulkVerdict.TOO_LARGE]:
                chunk = 1
            waiting = {one: waiting[one] for one in again}
        raise EngineUnavailableError(
            f"{self._client.address}: {len(waiting)} documents were not taken in {ROUNDS} rounds"
        )

    def _raise_of(
        self, answers: dict[str, BulkAnswer], ids: list[str], kind: type[EngineUnavailableError]
    ) -> None:
        if ids:
            raise kind(
                f"{self._client.address}: {len(ids)} documents were not taken: {answers[ids[0]].reason}"
            )

    def _again(
        self, by_verdict: dict[BulkVerdict, list[str]], waiting: dict[str, IndexDocument], chunk: int
    ) -> list[str]:
        """What is to be sent again, after what kept it from being stored was put right."""
        missing = by_verdict[BulkVerdict.NO_INDEX]
        for month in sorted({waiting[one].month for one in missing}):
            self._create(month)
        conflicts = [waiting[one] for one in by_verdict[BulkVerdict.CONFLICT]]
        too_large = by_verdict[BulkVerdict.TOO_LARGE] if chunk > 1 else []
        return [*missing, *too_large, *self._forgotten(conflicts)]

    def _blame(self, refused: list[str], waiting: dict[str, IndexDocument]) -> None:
        """Raises `IndexStaleError` where the index and not the documents is wrong."""
        for index in sorted({self._where(waiting[one]) for one in refused}):
            self._indices.check(index)

    def _send(self, documents: list[IndexDocument], chunk: int) -> dict[str, BulkAnswer]:
        actions = [
            {
                "_op_type": "index",
                "_index": self._where(document),
                "_id": document.id,
                "version": document.revision,
                "version_type": "external",
                "_source": source(document),
            }
            for document in documents
        ]
        items = self._items(actions, chunk, require_alias=self._pinned is None)
        return {item["_id"]: answer_of(item) for item in items}

    def _items(self, actions: list[dict[str, Any]], chunk: int, **options: Any) -> Iterator[dict[str, Any]]:
        with self._client.faults():
            results = streaming_bulk(
                self._client.api.options(request_timeout=SECONDS),
                actions,
                chunk_size=chunk,
                max_chunk_bytes=CHUNK_BYTES,
                raise_on_error=False,
                raise_on_exception=False,
                max_retries=RETRIES,
                initial_backoff=FIRST_PAUSE,
                max_backoff=LONGEST_PAUSE,
                retry_on_status=LATER,
                timeout=SHARD_WAIT,
                **options,
            )
            for _, result in results:
                (item,) = result.values()
                yield item

    def _forgotten(self, conflicts: list[IndexDocument]) -> list[str]:
        """Of the items refused for their version those that are not there: a deletion is still remembered.

        Where the document is there, it has this revision or a newer one, and the item is done.
        """
        places = [(self._where(document), document.id) for document in conflicts]
        there = {one for _, one in self._found(places)}
        missing = [(index, one) for index, one in places if one not in there]
        if missing:
            time.sleep(FORGETTING)
        for index in {index for index, _ in missing}:
            self._indices.refresh(index)
        return [one for _, one in missing]

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents from whichever month holds them; visible on return."""
        indices = self._own_indices()
        if not indices:
            return
        for part in batched(dict.fromkeys(ids), max(1, LOOKED_UP // len(indices))):
            places = self._found([(index, one) for index in indices for one in part])
            actions = [{"_op_type": "delete", "_index": index, "_id": one} for index, one in places]
            for item in self._items(actions, CHUNK_DOCUMENTS, refresh=True):
                answer = answer_of(item)
                if answer.verdict not in (BulkVerdict.DONE, BulkVerdict.NO_INDEX):  # or: no longer there
                    raise EngineUnavailableError(f"{self._client.address}: not deleted: {answer.reason}")

    def _found(self, places: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of the places (index, id) where a document stands, put just now or long ago."""
        if not places:
            return []
        wanted = [{"_index": index, "_id": one, "_source": False} for index, one in places]
        with self._client.faults():
            answered = self._client.api.mget(docs=wanted).body["docs"]
        return [place for place, one in zip(places, answered, strict=True) if one.get("found")]

    def _own_indices(self) -> list[str]:
        if self._pinned is None:
            return list(self._indices.in_use())
        return [name for name, (_, number, _) in self._indices.all().items() if number == self._pinned]

    def _where(self, document: IndexDocument) -> str:
        if self._pinned is None:
            return self._indices.write_alias(document.month)
        return self._indices.name(self._pinned, document.month)

    def _prepare(self, months: set[str]) -> None:
        """Once: the template. And a pinned generation's indices before anything is sent there.

        Behind a write alias a missing index is told (`require_alias`).
        """
        if not self._prepared:
            self._indices.prepare()
            self._prepared = True
        if self._pinned is not None:
            for month in sorted(months - self._made):
                self._create(month)

    def _create(self, month: str) -> None:
        if self._pinned is None:
            self._indices.create(self._indices.generation(), month, in_use=True)
        else:
            self._indices.create(self._pinned, month, in_use=False)
            self._made.add(month)


def _by_verdict(answers: dict[str, BulkAnswer]) -> dict[BulkVerdict, list[str]]:
    found: dict[BulkVerdict, list[str]] = {verdict: [] for verdict in BulkVerdict}
    for one, answer in answers.items():
        found[answer.verdict].append(one)
    return found
