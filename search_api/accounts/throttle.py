"""django-axes asks here whether a login may be tried: growing delays instead of its lock-outs.

axes brings the seams: the backend before Django's own, the answer to who is refused, its reset commands on
the console. Its own rules only know locking a name or an address out, which any stranger could do to anybody.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.base import AxesHandler
from django.http import HttpRequest

from rasad.desk.accounts import login_throttle
from rasad.desk.audit.log import note
from search_api.accounts.auth import actor_of
from search_api.accounts.client_address import client_address
from search_api.accounts.known_devices import device_of


class GrowingDelays(AxesHandler):  # type: ignore[misc] # axes ships no types
    """The handler of `AXES_HANDLER`."""

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether this attempt is let in; else `request.login_wait` says for how long it is not."""
        account = str((credentials or {}).get("username") or "")
        device = device_of(request, account)
        admission = login_throttle.admit_login(account, client_address(request), device)
        request.login_device = device  # type: ignore[attr-defined] # for `user_logged_in`
        if not admission.wait:
            return True
        request.login_wait = admission.wait  # type: ignore[attr-defined] # for the page
        request.axes_locked_out = True  # type: ignore[attr-defined] # axes then answers with the page
        if admission.note:
            note(actor_of(request, account.replace("\x00", "")), "login.throttled")
        return False

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """The right password: what was counted before it was looked at is taken back."""
        device = getattr(request, "login_device", None)
        if device is not None:
            login_throttle.login_succeeded(user.get_username(), client_address(request), device)

    def reset_attempts(
        self, *, ip_address: str | None = None, username: str | None = None, ip_or_username: bool = False
    ) -> int:
        """Forget failures, for the reset commands of axes; returns how many counters."""
        return login_throttle.forget_login(account=username or "", address=ip_address or "")
