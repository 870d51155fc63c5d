"""The one writer of a tantivy index: what is put becomes durable and visible with a commit."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import tantivy
from tantivy import Query

from rasad.search.engines.index_document import IndexDocument
from rasad.search.engines.tantivy.folder import IndexFolder
from rasad.search.engines.tantivy.schema import tantivy_document
from rasad.search.errors import EngineUnavailableError

HEAP = 64_000_000  # bytes the writer may hold before it writes a segment


class IndexWriter:
    """Holds tantivy's lock from the first `put` until `close`. Thread-safe."""

    def __init__(self, folder: IndexFolder):
        self._folder = folder
        self._lock = threading.RLock()
        self._writer: tantivy.IndexWriter | None = None
        self._generation = ""  # the writer's own
        self._pending: dict[str, int] = {}  # id → revision put since the last commit
        self._dirty = False  # whether the writer holds what is not committed

    def put(self, documents: Iterable[IndexDocument], *, durable: bool) -> dict[str, str]:
        """Store documents that are newer than the stored ones; why tantivy refused some, by id."""
        failures: dict[str, str] = {}
        with self._lock:
            wanted = {document.id: document for document in documents}
            writer = self._ready()
            known = self._stored(wanted)
            for document in wanted.values():
                before = known.get(document.id, -1)
                if document.revision <= before:
                    continue
                try:
                    made = tantivy_document(document)
                except (ValueError, OverflowError) as error:
                    failures[document.id] = str(error)
                    continue
                if before >= 0:
                    writer.delete_documents_by_term("id", document.id)
                writer.add_document(made)
                self._pending[document.id] = document.revision
                self._dirty = True
            if durable:
                self.commit()
        return failures

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents; durable on return."""
        with self._lock:
            writer = self._ready()
            for one in ids:
                writer.delete_documents_by_term("id", one)
                self._pending.pop(one, None)
                self._dirty = True
            self.commit()

    def commit(self) -> None:
        """Make everything put so far durable and visible."""
        with self._lock:
            if self._writer is None or not self._dirty:
                return
            try:
                self._writer.commit()
            except (ValueError, OSError) as error:  # a full disk: what was not committed will be put again
                self._drop()
                raise EngineUnavailableError(f"{self._folder.base}: {error}") from error
            self._pending.clear()
            self._dirty = False
            self._folder.reload()

    def close(self) -> None:
        """Commit and release the lock."""
        with self._lock:
            if self._writer is not None:
                self.commit()
                self._writer.wait_merging_threads()
                self._writer = None

    def _ready(self) -> tantivy.IndexWriter:
        """The writer of the generation in use, made anew where another one has taken its place."""
        self._folder.follow()
        index, generation = self._folder.index, self._folder.generation
        assert index is not None
        assert generation is not None
        if self._writer is not None and self._generation != generation.path.name:
            self.commit()
            self._drop()  # its folder may be gone already
        if self._writer is None:
            try:
                self._writer = index.writer(HEAP, 1)
            except (ValueError, OSError) as error:
                raise EngineUnavailableError(f"{self._folder.base}: {error}") from error
            self._generation = generation.path.name
        return self._writer

    def _drop(self) -> None:
        self._writer = None
        self._dirty = False
        self._pending.clear()

    def _stored(self, documents: dict[str, IndexDocument]) -> dict[str, int]:
        """Revision of each document that is stored already, pending ones too."""
        known = {one: self._pending[one] for one in documents if one in self._pending}
        found = self._folder.searcher()
        unknown = [one for one in documents if one not in known]
        if found is None or not unknown:
            return known
        searcher, _ = found
        query = Query.term_set_query(self._folder.schema, "id", unknown)
        addresses = [address for _, address in searcher.search(query, limit=len(unknown), count=False).hits]
        revisions = searcher.fast_field_values("revision", addresses)
        for address, revision in zip(addresses, revisions, strict=True):
            known[str(searcher.doc(address).get_first("id"))] = int(revision or 0)
        return known
