"""The network address of a request's client."""

from __future__ import annotations

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The peer's address as the server saw it; a header of the client is never believed."""
    return str(request.META.get("REMOTE_ADDR", ""))[:64]
