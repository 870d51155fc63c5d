"""tantivy's files as a process has them open: the generation in use, its newest commit, the writer."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Searcher

from rasad.search.engines.tantivy import generations
from rasad.search.engines.tantivy.generations import Generation
from rasad.search.engines.tantivy.schema import schema
from rasad.search.errors import EngineUnavailableError

HEAP = 64_000_000  # bytes the writer may hold before it writes a segment
State = tuple[str, int, int]  # generation, and what its `meta.json` was: names one commit


class TantivyFolder:
    """Follows the pointer to the generation in use. Thread-safe."""

    def __init__(self, base: Path, *, writer: bool = False, generation: Generation | None = None):
        """`generation` pins one folder (reindex builds one that is not in use). Raises `IndexStaleError`."""
        self._base = base
        self._pinned = generation
        self._may_write = writer
        self._lock = threading.RLock()
        self._schema = schema()
        self._generation: Generation | None = None
        self._index: tantivy.Index | None = None
        self._writer: Any = None
        self._state: State = ("", 0, 0)
        self._pending: dict[str, int] = {}  # id → revision put since the last commit
        self._dirty = False  # whether the writer holds what is not committed
        if writer and generation is None and generations.current(base) is None:
            generations.point_to(base, generations.fresh(base))
        self._follow()

    def _follow(self) -> None:
        """Open the generation in use, or the one that has taken its place."""
        with self._lock:
            wanted = self._pinned.path.name if self._pinned else generations.pointed(self._base)
            if wanted is None or (self._generation is not None and self._generation.path.name == wanted):
                return
            self._commit()
            self._drop_writer()  # its folder may be gone already
            self._generation = self._pinned or generations.current(self._base)
            if self._generation is None:
                return
            try:
                self._index = tantivy.Index(self._schema, str(self._generation.path))
            except (ValueError, OSError) as error:
                raise EngineUnavailableError(f"{self._generation.path}: {error}") from error
            self._index.config_reader("manual")
            self._index.reload()
            self._state = ("", 0, 0)

    def _searcher(self) -> Searcher | None:
        """A searcher over the newest commit of any process; None before there is an index."""
        found = self._searcher_and_state()
        return found[0] if found else None

    def _searcher_and_state(self) -> tuple[Searcher, State] | None:
        """The searcher, and which commit it sees: one `stat` tells whether there is a newer one."""
        with self._lock:
            self._follow()
            if self._index is None or self._generation is None:
                return None
            with suppress(FileNotFoundError):
                seen = (self._generation.path / "meta.json").stat()
                state = self._generation.path.name, seen.st_mtime_ns, seen.st_ino
                if state != self._state:
                    self._index.reload()
                    self._state = state
            return self._index.searcher(), self._state

    def _writing(self) -> Any:
        assert self._may_write, "this index was opened for reading"
        self._follow()
        if self._writer is None:
            assert self._index is not None
            try:
                self._writer = self._index.writer(HEAP, 1)
            except (ValueError, OSError) as error:
                raise EngineUnavailableError(f"{self._base}: {error}") from error
        return self._writer

    def _commit(self) -> None:
        if self._writer is None or not self._dirty:
            return
        try:
            self._writer.commit()
        except (ValueError, OSError) as error:  # a full disk: what was not committed will be put again
            self._drop_writer()
            raise EngineUnavailableError(f"{self._base}: {error}") from error
        self._pending.clear()
        self._dirty = False
        assert self._index is not None
        self._index.reload()

    def _drop_writer(self) -> None:
        self._writer = None
        self._dirty = False
        self._pending.clear()

    def refresh(self) -> None:
        """Commit what was put; show it to searches."""
        with self._lock:
            self._follow()
            self._commit()
            if self._index is not None:
                self._index.reload()

    def close(self) -> None:
        """Commit and release the lock."""
        with self._lock:
            if self._writer is not None:
                self._commit()
                self._writer.wait_merging_threads()
                self._writer = None
            self._index = None

    def stats(self) -> dict[str, object]:
        """See `Index.stats`."""
        searcher = self._searcher()
        made = self._generation
        size = 0
        for file in made.path.iterdir() if made else ():
            with suppress(FileNotFoundError):  # merged away meanwhile
                size += file.stat().st_size
        return {
            "engine": "tantivy",
            "documents": searcher.num_docs if searcher is not None else 0,
            "analyser": made.analyser if made else "",
            "stale": bool(made and made.stale),
            "bytes": size,
            "name": made.path.name if made else "",
        }
