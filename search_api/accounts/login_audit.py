"""Sign-ins, sign-outs, failures and throttling, written into the audit log."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from search_api.accounts.auth import actor_of


def _logged_in(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    _note(request, "login", user.get_username(), f"user:{user.pk}")


def _logged_out(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        _note(request, "logout", user.get_username(), f"user:{user.pk}")


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None:
        _note(request, "login.failed", str(credentials.get("username", "")))


def _locked(sender: Any, request: HttpRequest, username: str, **_: Any) -> None:
    _note(request, "login.throttled", str(username or ""))


def _note(request: HttpRequest, action: str, name: str, subject: str = "") -> None:
    from rasad.desk.audit.log import note  # records can be named only when all apps are ready

    note(actor_of(request, name.replace("\x00", "")), action, subject)


def listen() -> None:
    """Write sign-ins, sign-outs, failures and throttling into the log."""
    for signal, receiver in (
        (user_logged_in, _logged_in),
        (user_logged_out, _logged_out),
        (user_login_failed, _failed),
        (user_locked_out, _locked),
    ):
        signal.connect(receiver, dispatch_uid=f"{__name__}.{receiver.__name__}")
