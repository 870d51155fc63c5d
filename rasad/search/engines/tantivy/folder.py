"""tantivy's folder as this process has it open: the generation in use and its newest commit."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

import tantivy
from tantivy import Searcher

from rasad.search.engines.tantivy import generations
from rasad.search.engines.tantivy.faults import engine_faults
from rasad.search.engines.tantivy.generations import Generation
from rasad.search.engines.tantivy.schema import schema
from rasad.search.errors import EngineUnavailableError

State = tuple[str, int, int]  # generation, and what its `meta.json` was: names one commit


class IndexFolder:
    """Follows the pointer to the generation in use. Thread-safe."""

    def __init__(self, base: Path, *, create: bool = False, generation: Generation | None = None):
        """`generation` pins one that is not in use (reindex builds it); `create` makes the first one.

        Raises `IndexStaleError`; what else keeps it from opening is raised by the calls that need it.
        """
        self.base = base
        self.schema = schema()
        self.generation: Generation | None = None
        self.index: tantivy.Index | None = None
        self._pinned = generation
        self._create = create
        self._lock = threading.RLock()
        self._state: State = ("", 0, 0)
        with suppress(EngineUnavailableError):
            self.follow()

    def follow(self) -> None:
        """Open the generation in use, or the one that has taken its place."""
        with self._lock, engine_faults(self.base):
            if self._pinned is not None:
                self._open(self._pinned)
                return
            name = generations.pointed(self.base)
            if self.generation is not None and name in (None, self.generation.path.name):
                return
            found = generations.current(self.base)
            if found is None and self.generation is None and self._create:
                found = generations.fresh(self.base)
                generations.point_to(self.base, found)
            if found is not None:
                self._open(found)

    def _open(self, generation: Generation) -> None:
        if generation == self.generation:
            return
        index = tantivy.Index(self.schema, str(generation.path))
        index.config_reader("manual")
        index.reload()
        self.index, self.generation = index, generation
        self._state = ("", 0, 0)

    def searcher(self) -> tuple[Searcher, State] | None:
        """A searcher over the newest commit of any process, and which commit; None before there is an index.

        One `stat` tells whether there is a newer one.
        """
        with self._lock, engine_faults(self.base):
            self.follow()
            if self.index is None or self.generation is None:
                return None
            with suppress(FileNotFoundError):
                seen = (self.generation.path / "meta.json").stat()
                state = self.generation.path.name, seen.st_mtime_ns, seen.st_ino
                if state != self._state:
                    self.index.reload()
                    self._state = state
            return self.index.searcher(), self._state

    def reload(self) -> None:
        """Show the newest commit to searches."""
        with self._lock, engine_faults(self.base):
            if self.index is not None:
                self.index.reload()

    def stats(self) -> dict[str, object]:
        """See `Engine.stats`."""
        found = self.searcher()
        made = self.generation
        size = 0
        with engine_faults(self.base):
            for file in made.path.iterdir() if made else ():
                with suppress(FileNotFoundError):  # merged away meanwhile
                    size += file.stat().st_size
        return {
            "engine": "tantivy",
            "documents": found[0].num_docs if found else 0,
            "analyser": made.analyser if made else "",
            "stale": bool(made and made.stale),
            "bytes": size,
            "name": made.path.name if made else "",
        }

    def close(self) -> None:
        """Release the files."""
        with self._lock:
            self.index = None
