"""Devices that an account was signed in with: a signed cookie says so, and the throttle lets them be.

After the OWASP's «device cookies»: a stranger who guesses at an account slows down strangers only.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "rasad_device"
_SALT = "rasad.known-device"
_AGE = 180 * 24 * 3600  # seconds
_ACCOUNTS = 5  # that one device remembers

# account's id → (the device's name for it, a mark of the password it was signed in with)
type Known = dict[str, tuple[str, str]]


def device_of(request: HttpRequest, username: str) -> str:
    """The device's name if this account was signed in with it under the password it still has, else empty."""
    known = _read(request)
    if not known:
        return ""
    user = User.objects.filter(username=username).first()
    if user is None:
        return ""
    name, mark = known.get(str(user.pk), ("", ""))
    return name if mark and secrets.compare_digest(mark, _mark(user)) else ""


def accounts_of(request: HttpRequest) -> list[str]:
    """The ids of the accounts that were signed in with this device, the last one last."""
    return list(_read(request))


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Know this device for the account from now on; the longest unused accounts are forgotten."""
    known = _read(request)
    name, _ = known.pop(str(user.pk), ("", ""))
    known[str(user.pk)] = (name or secrets.token_urlsafe(12), _mark(user))
    kept = dict(list(known.items())[-_ACCOUNTS:])
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=_SALT),
        max_age=_AGE,
        path="/",
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
    )


def _read(request: HttpRequest) -> Known:
    try:
        found: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_AGE)
    except signing.BadSignature:
        return {}
    return {str(key): (str(name), str(mark)) for key, (name, mark) in found.items()}


def _mark(user: User) -> str:
    return sha256(user.get_session_auth_hash().encode()).hexdigest()[:20]
