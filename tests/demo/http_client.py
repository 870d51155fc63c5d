"""A plain HTTP client for the city: names the outlet in the Host header, follows nothing."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

import demo


@dataclass(frozen=True)
class Response:
    """Status, headers in lower case, body as sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def get(city: demo.Demo, url: str, *, timeout: float = 10.0, **headers: str) -> Response:
    """GET an address of the city; header names with `_` for `-`."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection("127.0.0.1", city.port, timeout=timeout)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", target or "/", headers={"Host": parts.hostname or "", **sent})
        got = connection.getresponse()
        return Response(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
    finally:
        connection.close()
