"""The wire to Elasticsearch: JSON over HTTP with connection pooling; what is away is told from what is
refused.

The transport is used without the client above it: the client's compatibility header binds it to one major
version of the server, and its product check asks `GET /`.
"""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import unquote, urlsplit

from elastic_transport import ConnectionTimeout, NodeConfig, SerializationError, Transport, TransportError

from rasad.search.errors import EngineUnavailableError, SearchTimeoutError

AWAY = frozenset({408, 429, 502, 503, 504})  # statuses that say "later", never "wrong"
_JSON = "application/json"
_LINES = "application/x-ndjson"


class ElasticClient:
    """Requests to one cluster address. Thread-safe."""

    def __init__(self, url: str):
        """`http(s)://[user:password@]host[:port][/alias]`; the alias (default `rasad`) names our indices."""
        parts = urlsplit(url)
        self.address = f"{parts.scheme}://{parts.hostname}"
        self.alias = parts.path.strip("/") or "rasad"
        port = parts.port or (443 if parts.scheme == "https" else 9200)
        headers = {"accept": _JSON}
        if parts.username:
            secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            headers["authorization"] = "Basic " + base64.b64encode(secret).decode("ascii")
        node = NodeConfig(parts.scheme, parts.hostname or "localhost", port, headers=headers)
        self._transport = Transport([node], max_retries=0, meta_header=False)

    def call(self, method: str, target: str, body: Any = None, *, seconds: float = 30.0) -> tuple[int, Any]:
        """Status and decoded body of an answer that is not "away". Raises `EngineUnavailableError`."""
        return self._send(method, target, body, _JSON, seconds)

    def lines(self, target: str, body: list[Any], *, seconds: float = 60.0) -> tuple[int, Any]:
        """POST of JSON lines. Raises `EngineUnavailableError`.

        A bulk that timed out may have succeeded: send it again.
        """
        return self._send("POST", target, body, _LINES, seconds)

    def search(self, target: str, body: Any, seconds: float) -> Any:
        """The answer to a search. Raises `SearchTimeoutError`, `EngineUnavailableError`."""
        try:
            status, answer = self._send("POST", target, body, _JSON, seconds + 0.5)
        except EngineUnavailableError as error:
            if isinstance(error.__cause__, ConnectionTimeout):
                raise SearchTimeoutError from error
            raise
        if status >= 400:
            raise EngineUnavailableError(f"{self.address}: search answered {status}: {str(answer)[:300]}")
        if answer.get("timed_out"):
            raise SearchTimeoutError
        failed = answer.get("_shards", {}).get("failures")
        if failed:
            raise EngineUnavailableError(f"{self.address}: {str(failed)[:300]}")
        return answer

    def _send(self, method: str, target: str, body: Any, kind: str, seconds: float) -> tuple[int, Any]:
        headers = {"accept": _JSON, **({"content-type": kind} if body is not None else {})}
        try:
            meta, answer = self._transport.perform_request(
                method, target, body=body, headers=headers, request_timeout=seconds
            )
        except SerializationError as error:
            raise EngineUnavailableError(
                f"{self.address}: not an answer of Elasticsearch: {error}"
            ) from error
        except TransportError as error:
            raise EngineUnavailableError(f"{self.address}: {error}") from error
        if meta.status in AWAY:
            raise EngineUnavailableError(
                f"{self.address}: {method} {target.split('?')[0]} answered {meta.status}"
            )
        return meta.status, answer

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()
