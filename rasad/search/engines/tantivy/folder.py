"""tantivy's folder as this process has it open: the generation in use and its newest commit."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

import tantivy
from tantivy import Searcher

from rasad.search.engines.tantivy import generations
from rasad.search.engines.tantivy.generations import Generation
from rasad.search.engines.tantivy.schema import schema
from rasad.search.errors import EngineUnavailableError

State = tuple[str, int, int]  # generation, and what its `meta.json` was: names one commit


class IndexFolder:
    """Follows the pointer to the generation in use. Thread-safe."""

    def __init__(self, base: Path, *, create: bool = False, generation: Generation | None = None):
        """`generation` pins one that is not in use (reindex builds it); `create` makes the first one.

        Raises `IndexStaleError`, `EngineUnavailableError`.
        """
        self.base = base
        self.schema = schema()
        self.generation: Generation | None = None
        self.index: tantivy.Index | None = None
        self._pinned = generation
        self._lock = threading.RLock()
        self._state: State = ("", 0, 0)
        if create and generation is None and generations.current(base) is None:
            generations.point_to(base, generations.fresh(base))
        self.follow()

    def follow(self) -> None:
        """Open the generation in use, or the one that has taken its place."""
        with self._lock:
            wanted = self._pinned.path.name if self._pinned else generations.pointed(self.base)
            if wanted is None or (self.generation is not None and self.generation.path.name == wanted):
                return
            self.generation = self._pinned or generations.current(self.base)
            if self.generation is None:
                return
            try:
                self.index = tantivy.Index(self.schema, str(self.generation.path))
            except (ValueError, OSError) as error:
                raise EngineUnavailableError(f"{self.generation.path}: {error}") from error
            self.index.config_reader("manual")
            self.index.reload()
            self._state = ("", 0, 0)

    def searcher(self) -> tuple[Searcher, State] | None:
        """A searcher over the newest commit of any process, and which commit; None before there is an index.

        One `stat` tells whether there is a newer one.
        """
        with self._lock:
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
        with self._lock:
            if self.index is not None:
                self.index.reload()

    def stats(self) -> dict[str, object]:
        """See `Engine.stats`."""
        found = self.searcher()
        made = self.generation
        size = 0
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
