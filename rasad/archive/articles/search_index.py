"""The search index of this installation, as its environment names it."""

from __future__ import annotations

from rasad.search.engines import Engine, EngineOptions, open_engine
from settings.env import env


def open_index(*, writer: bool = False) -> Engine:
    """The engine of `INDEX_URL`; only one process may write to an embedded one. Raises `IndexStaleError`."""
    return open_engine(env().search_url, writer=writer, options=engine_options())


def engine_options() -> EngineOptions:
    """How the engine is reached, from `INDEX_USER` to `INDEX_REPLICAS`."""
    given = env()
    return EngineOptions(
        user=given.index_user,
        password=given.index_password,
        api_key=given.index_api_key,
        ca=given.index_ca,
        fingerprint=given.index_fingerprint,
        replicas=given.index_replicas,
    )
