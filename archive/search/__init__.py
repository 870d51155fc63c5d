"""Search: one query language, two engines, one matcher; `open_index` gives the engine that the environment
names.
"""

from __future__ import annotations

from pathlib import Path

from archive.search.index import Index
from archive.search.tantivy_index import TantivyIndex
from settings.env import env


def open_index(url: str | None = None, *, writer: bool = False) -> Index:
    """The index at a URL (default: `INDEX_URL`): `tantivy:` in the data folder, `tantivy:/a/folder`,
    `http(s)://…`.

    Only the index consumer and `reindex` open it for writing. Raises `IndexStale`, `IndexAway`.
    """
    url = url or env().index_url
    if url.startswith(("http://", "https://")):
        from archive.search.elastic_index import ElasticIndex

        return ElasticIndex(url, writer=writer)
    return TantivyIndex(folder_of(url), writer=writer)


def folder_of(url: str) -> Path:
    """The folder of an embedded index's URL."""
    folder = url.removeprefix("tantivy:")
    return Path(folder) if folder else env().data / "index"


__all__ = ["Index", "folder_of", "open_index"]
