"""The signed-in person of a request, typed, and who acts by it."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest

from rasad.desk.audit.actor import Actor
from search_api.accounts.client_address import client_address


def person(request: HttpRequest) -> User:
    """The signed-in person; the login middleware has made sure that there is one."""
    return cast(User, request.user)


def actor_of(request: HttpRequest, name: str = "") -> Actor:
    """Who acts by this request; `name` for who is not signed in yet (or no longer)."""
    user = getattr(request, "user", None)
    known = user if isinstance(user, User) and user.is_authenticated else None
    return Actor(
        name=name or (known.get_username() if known else ""),
        user=known,
        address=client_address(request),
        via="api" if request.path_info.startswith("/api/") else "page",
    )
