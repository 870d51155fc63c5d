"""The audit log as this room writes it: who did what, from where."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest


def note(request: HttpRequest | None, action: str, subject: str = "", actor: str = "", **detail: Any) -> None:
    """Append one entry. `action` is `room.verb` (`login`, `export.csv`, `rule.edit`)."""
    from rasad.desk.models import AuditEntry

    user = getattr(request, "user", None)
    AuditEntry.objects.create(
        actor=actor or (user.get_username() if user is not None and user.is_authenticated else ""),
        action=action,
        subject=subject[:120],
        detail=detail,
        address=address_of(request),
    )


def address_of(request: HttpRequest | None) -> str:
    """The peer's address as the server saw it; a header of the client is never believed."""
    return str(request.META.get("REMOTE_ADDR", ""))[:64] if request is not None else ""


def _logged_in(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    note(request, "login", f"user:{user.pk}", actor=user.get_username())


def _logged_out(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        note(request, "logout", f"user:{user.pk}", actor=user.get_username())


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None:
        note(request, "login.failed", actor=str(credentials.get("username", ""))[:150].replace("\x00", ""))


def _locked(sender: Any, request: HttpRequest, username: str, **_: Any) -> None:
    note(request, "login.throttled", actor=str(username or "")[:150].replace("\x00", ""))


def listen() -> None:
    """Write sign-ins, sign-outs, failures and throttling into the log."""
    user_logged_in.connect(_logged_in, dispatch_uid="search_api.accounts.audit.in")
    user_logged_out.connect(_logged_out, dispatch_uid="search_api.accounts.audit.out")
    user_login_failed.connect(_failed, dispatch_uid="search_api.accounts.audit.failed")
    user_locked_out.connect(_locked, dispatch_uid="search_api.accounts.audit.locked")
