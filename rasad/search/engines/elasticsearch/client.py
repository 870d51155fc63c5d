"""Elasticsearch's own client over the nodes of one cluster; what is away is told from what is refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import ConnectionError as TransportConnectionError
from elastic_transport import ConnectionTimeout, Transport, TransportApiResponse, TransportError
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from rasad.search.engines.elasticsearch.address import ClusterAddress, read_address
from rasad.search.engines.options import EngineOptions
from rasad.search.errors import EngineFailedError, EngineUnavailableError, SearchTimeoutError

REQUEST_SECONDS = 30.0  # for what is no search and no bulk
OTHER_NODE = frozenset({502, 503, 504})  # statuses with which a request goes to another node
LONGEST_DEAD = 30.0  # seconds for which a node that failed is left alone, at most
GRACE = 0.5  # seconds beyond its own time limit that a server may take to answer
MOVING = 1.0  # seconds for which a search waits for shards that are just being placed on a node
FIRST_TRY = 0.5  # share of a search's time for the first node, where there is another
_COMPATIBLE = "application/vnd.elasticsearch+"


class PlainTransport(Transport):
    """Sends the plain media types: with those of the client only servers of its own major version answer."""

    def perform_request(self, method: str, target: str, **options: Any) -> TransportApiResponse:
        """Send one request; see `Transport.perform_request`."""
        headers = options.get("headers")
        if headers:
            options["headers"] = {name: _plain(value) for name, value in headers.items()}
        return super().perform_request(method, target, **options)


def _plain(value: str) -> str:
    """`application/vnd.elasticsearch+json; compatible-with=9` as `application/json`."""
    if not value.startswith(_COMPATIBLE):
        return value
    return f"application/{value.removeprefix(_COMPATIBLE).partition(';')[0]}"


class ElasticClient:
    """Requests to a cluster. Thread-safe. Nothing is sent before the first request."""

    def __init__(self, url: str, options: EngineOptions):
        self.address = read_address(url)
        self.alias = self.address.alias
        self.api = _client(self.address, options)

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Errors of the cluster, the way there and its security become `EngineUnavailableError`."""
        try:
            yield
        except ApiError as error:
            raise EngineUnavailableError(f"{self.address}: answered {reason_of(error)}") from error
        except TransportConnectionError as error:
            raise EngineFailedError(f"{self.address}: {error}") from error
        except (TransportError, UnsupportedProductError) as error:
            raise EngineUnavailableError(f"{self.address}: {error}") from error

    def search(self, index: str, body: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to a search, of all shards. A node that gives no sign is left for another in time.

        Raises `SearchTimeoutError`, `EngineUnavailableError`.
        """
        end = time.monotonic() + seconds
        patience = time.monotonic() + MOVING
        while True:
            answer = self._search_on_any_node(index, body, max(GRACE, end - time.monotonic()))
            if answer.get("timed_out"):
                raise SearchTimeoutError
            shards = answer["_shards"]
            if shards["successful"] == shards["total"]:
                return answer
            if time.monotonic() > min(patience, end):
                failed = str(shards.get("failures", ""))[:300]
                raise EngineUnavailableError(
                    f"{self.address}: {shards['successful']} of {shards['total']} shards answered {failed}"
                )
            time.sleep(MOVING / 5)

    def _search_on_any_node(self, index: str, body: dict[str, Any], seconds: float) -> dict[str, Any]:
        with self.faults():
            try:
                if len(self.address.nodes) == 1:
                    return self._search(index, body, seconds)
                try:
                    return self._search(index, body, seconds * FIRST_TRY)
                except ConnectionTimeout:  # the client now leaves this node alone for a while
                    return self._search(index, body, max(GRACE, seconds * (1 - FIRST_TRY) - GRACE))
            except ConnectionTimeout as error:
                raise SearchTimeoutError from error

    def _search(self, index: str, body: dict[str, Any], seconds: float) -> dict[str, Any]:
        answer = self.api.options(request_timeout=seconds + GRACE).search(
            index=index,
            body={**body, "timeout": f"{max(1, int(seconds * 1_000))}ms"},
            ignore_unavailable=True,
            allow_no_indices=True,
        )
        return dict(answer.body)

    def close(self) -> None:
        """Close the connections."""
        self.api.close()


def reason_of(error: ApiError) -> str:
    """Status, type and reason of an error that the server answered, in a few words."""
    body = error.body
    cause = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(cause, dict):
        cause = f"{cause.get('type', '')}: {cause.get('reason', '')}"
    return f"{error.status_code} {str(cause)[:300]}"


def _client(address: ClusterAddress, options: EngineOptions) -> Elasticsearch:
    wanted: dict[str, Any] = {}
    if options.api_key:
        wanted["api_key"] = options.api_key
    elif user := options.user or address.user:
        wanted["basic_auth"] = (user, options.password or address.password)
    if address.is_encrypted and options.ca is not None:
        wanted["ca_certs"] = str(options.ca)
    if address.is_encrypted and options.fingerprint:
        wanted["ssl_assert_fingerprint"] = options.fingerprint
    return Elasticsearch(
        list(address.nodes),
        transport_class=PlainTransport,
        request_timeout=REQUEST_SECONDS,
        max_retries=len(address.nodes),
        retry_on_status=OTHER_NODE,
        retry_on_timeout=False,  # a bulk may be under way; searches look after themselves
        max_dead_node_backoff=LONGEST_DEAD,
        meta_header=False,
        **wanted,
    )
