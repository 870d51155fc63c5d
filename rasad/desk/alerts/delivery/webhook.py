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
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from rasad.archive.addresses import AddressRefusedError, check_url, resolve
from rasad.desk.alerts.delivery.errors import DeliveryError, UndeliverableError
from settings.env import Network

TIMEOUT = 10.0  # seconds for the whole exchange
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
    """Post; returns on 2xx. Raises `DeliveryError`, or `UndeliverableError` for a forbidden address.

    The address is resolved and checked once and then connected to, so that a name cannot change its
    mind in between. A redirect is an answer like any other refusal.
    """
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
    except OSError as error:
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
    try:
        status = _exchange(address, host, parts.scheme == "https", path, body, headers)
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"webhook: {type(error).__name__}: {str(error)[:150]}") from error
    if not 200 <= status < 300:
        raise DeliveryError(f"the webhook answered {status}")


def _exchange(
    address: tuple[str, int], host: str, tls: bool, path: str, body: bytes, headers: Mapping[str, str]
) -> int:
    held = [socket.create_connection(address, timeout=TIMEOUT)]
    watchdog = threading.Timer(TIMEOUT, _cut, (held,))
    watchdog.daemon = True
    watchdog.start()
    try:
        if tls:
            context = ssl.create_default_context()
            held.append(context.wrap_socket(held[0], server_hostname=host, do_handshake_on_connect=False))
        connection = http.client.HTTPConnection(host)
        connection.sock = held[-1]
        connection.request("POST", path, body=body, headers=dict(headers))
        response = connection.getresponse()
        response.read(_READ)
        return response.status
    finally:
        watchdog.cancel()
        held[-1].close()


def _cut(held: list[socket.socket]) -> None:
    """End an exchange whose time is up; the other thread gets an error."""
    try:
        held[-1].shutdown(socket.SHUT_RDWR)
    except OSError:
        return
