"""The signed-in person of a request, typed."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest


def person(request: HttpRequest) -> User:
    """The signed-in person; the login middleware has made sure that there is one."""
    return cast(User, request.user)
