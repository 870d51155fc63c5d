"""Who asks: a personal token with the scope, or the session of the pages (with CSRF for changes)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer, SessionAuth

from rasad.desk.accounts import tokens
from rasad.desk.accounts.roles import may
from search_api.api.problems import RequestProblemError


class TokenAuth(HttpBearer):
    """`Authorization: Bearer rasad_…`; feed readers may send the token as the password of Basic."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        kind, _, rest = header.partition(" ")
        text = _basic(rest) if kind.lower() == "basic" else rest.strip()
        return self.authenticate(request, text)

    def authenticate(self, request: HttpRequest, token: str) -> User:
        row = tokens.find(token)
        if row is None:
            raise AuthenticationError
        if self.scope not in row.scopes:
            raise RequestProblemError("scope_missing", scope=self.scope)
        request.user = row.user
        _allowed(row.user, self.scope)
        return row.user


class PageAuth(SessionAuth):
    """The signed-in person of the pages."""

    def __init__(self, scope: str) -> None:
        super().__init__(csrf=True)
        self.scope = scope

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return None
        _allowed(user, self.scope)
        return user


def _basic(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _allowed(user: User, scope: str) -> None:
    """A role taken away takes its scope out of old tokens, too."""
    needed = tokens.SCOPES[scope][1]
    if needed and not may(user, needed):
        raise RequestProblemError("forbidden")


def auth(scope: str) -> list[Any]:
    """What an operation with this scope accepts."""
    return [TokenAuth(scope), PageAuth(scope)]
