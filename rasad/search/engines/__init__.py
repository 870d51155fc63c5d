"""The engines behind search: tantivy in a folder, or Elasticsearch; `open_engine` gives one by its URL."""

from __future__ import annotations

from pathlib import Path

from rasad.search.engines.interface import Engine
from rasad.search.engines.tantivy.engine import TantivyEngine


def open_engine(url: str, *, writer: bool = False) -> Engine:
    """The engine at a URL: `tantivy:/a/folder` or `http(s)://…`.

    Only the index consumer and `reindex` open it for writing. Raises `IndexStaleError` and
    `EngineUnavailableError`.
    """
    if url.startswith(("http://", "https://")):
        from rasad.search.engines.elasticsearch.engine import ElasticEngine

        return ElasticEngine(url, writer=writer)
    return TantivyEngine(folder_of(url), writer=writer)


def folder_of(url: str) -> Path:
    """The folder of an embedded index's URL."""
    return Path(url.removeprefix("tantivy:"))


__all__ = ["Engine", "folder_of", "open_engine"]
