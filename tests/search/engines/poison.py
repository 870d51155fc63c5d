"""Documents that break an engine whenever it is given one of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from elastic_transport import ConnectionError as TransportConnectionError
from tantivy import Document

from rasad.search.engines.elasticsearch.engine import ElasticEngine
from rasad.search.engines.index_document import IndexDocument
from rasad.search.engines.interface import Engine
from rasad.search.engines.tantivy import writer
from rasad.search.engines.tantivy.schema import tantivy_document


def break_tantivy_over(ids: Collection[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """These documents are made such that tantivy itself raises over them."""

    def made(document: IndexDocument) -> Document:
        stored = tantivy_document(document)
        if document.id in ids:
            stored.add_text("revision", "not a number")
        return stored

    monkeypatch.setattr(writer, "tantivy_document", made)


def break_engine_over(index: Engine, ids: Collection[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the engine is: a cluster closes the connection over a request that holds one of them."""
    if not isinstance(index, ElasticEngine):
        break_tantivy_over(ids, monkeypatch)
        return
    transport = index.client.api.transport
    real = transport.perform_request

    def request(method: str, target: str, **options: Any) -> Any:
        if target.startswith("/_bulk") and any(one in str(options["body"]) for one in ids):
            raise TransportConnectionError("closed by the server")
        return real(method, target, **options)

    monkeypatch.setattr(transport, "perform_request", request)
