"""Sessions that end while somebody works: what was typed comes back after the login."""

from __future__ import annotations

import re
import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from search_api.accounts.known_devices import accounts_of

KEY = "typed_before_login"
MOST = 64 * 1024  # characters of a form that are kept
KEPT = 24 * 3600  # seconds
_SECRET = re.compile(r"password|secret|token|code|otp", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypedForm:
    """A form that was sent after the session had ended; `accounts`: whose device it came from."""

    path: str
    page: str  # where it was typed
    fields: list[tuple[str, str]]
    at: float
    accounts: list[str]


class LoginAgain(LoginRequiredMiddleware):
    """Asks for the login: htmx is told to open it as a page, and a form's words are kept for afterwards."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if request.method == "POST":
            return _ask(request, reverse("resume") if _keep(request) else _page_of(request))
        if request.headers.get("HX-Request") == "true":
            return _ask(request, _page_of(request))
        response: HttpResponseBase = super().handle_no_permission(request, view_func)
        return response


def _ask(request: HttpRequest, then: str) -> HttpResponse:
    """To the login, and from there to `then`."""
    target = f"{reverse(settings.LOGIN_URL)}?next={quote(then)}"
    if request.headers.get("HX-Request") != "true":
        return redirect(target)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = target
    return response


def _page_of(request: HttpRequest) -> str:
    """The page of this host on which a request was made; without one, the first."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(page)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _keep(request: HttpRequest) -> bool:
    """Put a form aside in the session of the browser that sent it, without secrets; whether it was.

    Only for a device that somebody was signed in with: strangers leave nothing here.
    """
    accounts = accounts_of(request)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not _SECRET.search(name)
    ]
    if not accounts or not fields or sum(len(name) + len(value) for name, value in fields) > MOST:
        return False
    kept = TypedForm(request.get_full_path(), _page_of(request), fields, time.time(), accounts)
    request.session[KEY] = signing.dumps(asdict(kept), compress=True)
    return True


def typed_before(request: HttpRequest) -> TypedForm | None:
    """What this person typed before the session ended; nothing that may be somebody else's."""
    text = request.session.get(KEY, "")
    if not text or not isinstance(request.user, User):
        return None
    try:
        found = TypedForm(**signing.loads(text))
    except (signing.BadSignature, TypeError):
        return None
    mine = found.accounts[-1:] == [str(request.user.pk)]
    return found if mine and time.time() - found.at < KEPT else None


def forget_typed(request: HttpRequest) -> None:
    """Let it go: it was sent again, or is not wanted."""
    request.session.pop(KEY, None)
