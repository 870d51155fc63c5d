"""Storing documents of which one may break the engine each time: it is found, and the rest is stored."""

from __future__ import annotations

from collections.abc import Sequence

from rasad.search.documents import Document
from rasad.search.engines.interface import Engine
from rasad.search.errors import DocumentsRejectedError, EngineFailedError

TRIES = 3  # of a document by itself, before it and not the engine is at fault


def put_isolated(engine: Engine, docs: Sequence[Document], tries: int = TRIES) -> dict[str, str]:
    """Store what can be stored, durably; why the engine did not take the rest, by id.

    After a failure the engine must show that it takes documents at all; then the batch is halved until the
    document at fault stands by itself. Raises `EngineUnavailableError` for every fault that is the engine's.
    """
    if not docs:
        return {}
    try:
        engine.put(docs)
    except DocumentsRejectedError as error:
        return error.failures
    except EngineFailedError as error:
        engine.check_writable()
        if len(docs) > 1:
            middle = len(docs) // 2
            return put_isolated(engine, docs[:middle]) | put_isolated(engine, docs[middle:])
        if tries == 1:
            return {docs[0].id: str(error)}
        return put_isolated(engine, docs, tries - 1)
    return {}
