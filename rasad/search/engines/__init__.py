"""The engines behind search: tantivy in a folder, or Elasticsearch; `open_engine` gives one by its URL."""

from __future__ import annotations

from pathlib import Path

from rasad.search.engines.interface import Engine
from rasad.search.engines.options import EngineOptions
from rasad.search.engines.tantivy.engine import TantivyEngine


def open_engine(url: str, *, writer: bool = False, options: EngineOptions | None = None) -> Engine:
    """The engine at a URL: `tantivy:/a/folder`, or `http(s)://…`, several nodes of one cluster by commas.

    Only the index consumer and `reindex` open it for writing. Raises `IndexStaleError`.
    """
    if is_elasticsearch(url):
        from rasad.search.engines.elasticsearch.engine import ElasticEngine

        return ElasticEngine(url, writer=writer, options=options)
    return TantivyEngine(folder_of(url), writer=writer)


def is_elasticsearch(url: str) -> bool:
    """Whether a URL names the nodes of a cluster."""
    return url.startswith(("http://", "https://"))


def folder_of(url: str) -> Path:
    """The folder of an embedded index's URL."""
    return Path(url.removeprefix("tantivy:"))


__all__ = ["Engine", "EngineOptions", "folder_of", "is_elasticsearch", "open_engine"]
