"""The one writer of a tantivy index: what is put becomes durable and visible with a commit.

tantivy's writer ends with its first fault, such as a full disk. Then what was not committed is lost, the
caller gets `EngineUnavailableError`, and the next call makes a new writer.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import tantivy
from tantivy import Document, Query

from rasad.search.engines.index_document import IndexDocument
from rasad.search.engines.tantivy.faults import engine_faults
from rasad.search.engines.tantivy.folder import IndexFolder
from rasad.search.engines.tantivy.schema import tantivy_document
from rasad.search.errors import EngineFailedError, EngineUnavailableError

HEAP = 64_000_000  # bytes the writer may hold before it writes a segment
_NO_ID = "no article has this id"


class IndexWriter:
    """Holds tantivy's lock from the first `put` until `close`. Thread-safe.

    Every method may raise `EngineUnavailableError`: all that was put since the last commit must be put again.
    """

    def __init__(self, folder: IndexFolder):
        self._folder = folder
        self._lock = threading.RLock()
        self._writer: tantivy.IndexWriter | None = None
        self._generation = ""  # the writer's own
        self._pending: dict[str, int] = {}  # id → revision put since the last commit
        self._dirty = False  # whether the writer holds what is not committed

    def put(self, documents: Iterable[IndexDocument], *, durable: bool) -> dict[str, str]:
        """Store documents that are newer than the stored ones; why tantivy refused some, by id.

        Raises `EngineFailedError`, as `commit` does: tantivy says the same of a document that its writer dies
        of and of a full disk.
        """
        failures: dict[str, str] = {}
        made: list[tuple[IndexDocument, Document]] = []
        for document in documents:
            try:
                made.append((document, tantivy_document(document)))
            except (ValueError, OverflowError) as error:
                failures[document.id] = str(error)
        with self._working(EngineFailedError):
            known = self._stored([document.id for document, _ in made])
            for document, stored in made:
                before = known.get(document.id, -1)
                if document.revision > before:
                    self._add(document, stored, replace=before >= 0)
            if durable:
                self._commit()
        return failures

    def check_writable(self) -> None:
        """Raise `EngineUnavailableError` where the disk has no room for a segment, or a commit fails."""
        with self._working() as writer:
            if (free := shutil.disk_usage(self._folder.base).free) < HEAP:
                raise OSError(f"only {free} bytes of its disk are left")
            writer.delete_documents_by_term("id", _NO_ID)
            writer.commit()

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents; durable on return."""
        with self._working() as writer:
            for one in ids:
                writer.delete_documents_by_term("id", one)
                self._pending.pop(one, None)
                self._dirty = True
            self._commit()

    def commit(self) -> None:
        """Make everything put so far durable and visible."""
        with self._lock:
            if self._writer is not None and self._dirty:
                with self._working(EngineFailedError):
                    self._commit()

    def close(self) -> None:
        """Commit and release the lock."""
        with self._lock:
            try:
                self.commit()
                if self._writer is not None:
                    with engine_faults(self._folder.base):
                        self._writer.wait_merging_threads()
            finally:
                self._drop()

    @contextmanager
    def _working(
        self, fault: type[EngineUnavailableError] = EngineUnavailableError
    ) -> Iterator[tantivy.IndexWriter]:
        """The writer of the generation in use; after a fault it is given up, and with it its lock."""
        with self._lock:
            try:
                with engine_faults(self._folder.base):
                    yield self._ready()
            except EngineUnavailableError as error:
                self._drop()
                raise fault(str(error)) from error

    def _ready(self) -> tantivy.IndexWriter:
        self._folder.follow()
        index, generation = self._folder.index, self._folder.generation
        assert index is not None
        assert generation is not None
        if self._generation != generation.path.name:  # another has taken its place
            self._commit()
            self._drop()
        if self._writer is None:
            self._writer = index.writer(HEAP, 1)
            self._generation = generation.path.name
        return self._writer

    def _add(self, document: IndexDocument, stored: Document, *, replace: bool) -> None:
        assert self._writer is not None
        if replace:
            self._writer.delete_documents_by_term("id", document.id)
        self._writer.add_document(stored)
        self._pending[document.id] = document.revision
        self._dirty = True

    def _commit(self) -> None:
        if self._writer is not None and self._dirty:
            self._writer.commit()
            self._pending.clear()
            self._dirty = False
            self._folder.reload()

    def _drop(self) -> None:
        self._writer = None
        self._dirty = False
        self._pending.clear()

    def _stored(self, ids: list[str]) -> dict[str, int]:
        """Revision of each document that is stored already, pending ones too."""
        known = {one: self._pending[one] for one in ids if one in self._pending}
        found = self._folder.searcher()
        unknown = [one for one in ids if one not in known]
        if found is None or not unknown:
            return known
        searcher, _ = found
        query = Query.term_set_query(self._folder.schema, "id", unknown)
        addresses = [address for _, address in searcher.search(query, limit=len(unknown), count=False).hits]
        revisions = searcher.fast_field_values("revision", addresses)
        for address, revision in zip(addresses, revisions, strict=True):
            known[str(searcher.doc(address).get_first("id"))] = int(revision or 0)
        return known
