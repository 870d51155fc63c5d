"""Sign-ins, sign-outs and failures, written into the audit log; a session knows how it began."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from rasad.desk.accounts.sessions import SIGNED_IN
from rasad.desk.audit.log import note
from search_api.accounts.auth import actor_of
from search_api.accounts.client_address import client_address


def _logged_in(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    request.session[SIGNED_IN] = {
        "at": timezone.now().isoformat(),
        "address": client_address(request),
        "agent": request.META.get("HTTP_USER_AGENT", "")[:300],
    }
    _note(request, "login", user.get_username(), f"user:{user.pk}")


def _logged_out(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        _note(request, "logout", user.get_username(), f"user:{user.pk}")


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    # Where the throttle refused, no password was looked at; it writes its own entry.
    if request is not None and not getattr(request, "axes_locked_out", False):
        _note(request, "login.failed", str(credentials.get("username", "")))


def _note(request: HttpRequest, action: str, name: str, subject: str = "") -> None:
    note(actor_of(request, name.replace("\x00", "")), action, subject)


def listen() -> None:
    """Write sign-ins, sign-outs and failures into the log."""
    for signal, receiver in (
        (user_logged_in, _logged_in),
        (user_logged_out, _logged_out),
        (user_login_failed, _failed),
    ):
        signal.connect(receiver, dispatch_uid=f"{__name__}.{receiver.__name__}")
