"""Webhooks: a signed JSON POST to a checked address; no redirects, a deadline, a size cap."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from rasad.archive.network.address_guard import AddressRefusedError, check_url, resolve
from rasad.desk.alerts.delivery.addresses import web_address
from rasad.desk.alerts.delivery.errors import DeliveryError, UndeliverableError
from settings.env import Network

TIMEOUT = 10.0  # seconds to connect, to agree on TLS, and again for the exchange
_READ = 16 * 1024  # bytes of an answer that are looked at


def signature(secret: str, at: int, body: bytes) -> str:
    """`t=<epoch seconds>,v1=<hex HMAC-SHA256 of "t.body">`; a receiver refuses old times."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def body_of(payload: Mapping[str, Any], key: str, desk: str) -> bytes:
    """What is posted."""
    return json.dumps({"event": "alert", "key": key, "desk": desk, **payload}, ensure_ascii=False).encode()


def post(
    url: str,
    body: bytes,
    key: str,
    secret: str,
    allow_nets: tuple[Network, ...] = (),
    hosts: dict[str, tuple[str, int]] | None = None,
) -> None:
    """Post; returns on 2xx. Raises `DeliveryError`, or `UndeliverableError` for a forbidden address."""
    connect(url, body, key, secret, allow_nets, hosts)()


def connect(
    url: str,
    body: bytes,
    key: str,
    secret: str,
    allow_nets: tuple[Network, ...] = (),
    hosts: dict[str, tuple[str, int]] | None = None,
) -> Callable[[], None]:
    """Open the connection; what is returned posts, raises the same errors, and must be called once.

    The address is resolved and checked once and then connected to, so that a name cannot change its
    mind in between. A redirect is an answer like any other refusal.
    """
    url = web_address(url)
    try:
        check_url(url, allow_nets)
    except AddressRefusedError as error:
        raise UndeliverableError(str(error)) from error
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        address = resolve(host, port, allow_nets, hosts)
    except AddressRefusedError as error:
        raise UndeliverableError(str(error)) from error
    except (OSError, UnicodeError) as error:
        raise DeliveryError(f"{host} does not resolve") from error
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": key,
        "User-Agent": "Rasad",
        "Accept": "*/*",
        "Connection": "close",
    }
    if secret:
        headers["X-Rasad-Signature"] = signature(secret, int(time.time()), body)
    with _as_delivery_error():
        peer = _connected(address, host, parts.scheme == "https")

    def exchange() -> None:
        with _as_delivery_error():
            status = _exchange(peer, host, path, body, headers)
        if not 200 <= status < 300:
            raise DeliveryError(f"the webhook answered {status}")

    return exchange


@contextmanager
def _as_delivery_error() -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeError, http.client.HTTPException) as error:
        raise DeliveryError(f"webhook: {type(error).__name__}: {str(error)[:150]}") from error


def _connected(address: tuple[str, int], host: str, tls: bool) -> socket.socket:
    peer = socket.create_connection(address, timeout=TIMEOUT)
    if not tls:
        return peer
    try:
        context = ssl.create_default_context()
        peer = context.wrap_socket(peer, server_hostname=host, do_handshake_on_connect=False)
        with _deadline(peer):
            peer.do_handshake()
    except BaseException:
        peer.close()
        raise
    return peer


def _exchange(peer: socket.socket, host: str, path: str, body: bytes, headers: Mapping[str, str]) -> int:
    with peer, _deadline(peer):
        connection = http.client.HTTPConnection(host)
        connection.sock = peer
        connection.request("POST", path, body=body, headers=dict(headers))
        response = connection.getresponse()
        response.read(_READ)
        return response.status


@contextmanager
def _deadline(peer: socket.socket) -> Iterator[None]:
    """End what happens inside when its time is up, however slowly the other side drips; it gets an error."""
    watchdog = threading.Timer(TIMEOUT, _cut, (peer,))
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


def _cut(peer: socket.socket) -> None:
    try:
        peer.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
