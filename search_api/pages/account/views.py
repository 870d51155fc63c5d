"""One's own account: role, password, sessions, API tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.accounts.passwords import TooManyGuessesError, change_password, end_everything
from rasad.desk.accounts.roles import role_names
from rasad.desk.accounts.sessions import end_session, session_id, sessions_of
from rasad.desk.accounts.tokens import make_token, revoke_token, scopes_for
from rasad.desk.errors import InvalidValueError
from rasad.desk.models import ApiToken
from rasad.persian.dates.jalali import persian_digits
from search_api.accounts.auth import actor_of, person
from search_api.accounts.known_devices import remember_device

_DAYS = [("7", "۷ روز"), ("30", "۳۰ روز"), ("90", "۹۰ روز"), ("365", "یک سال")]  # of a token


class PasswordForm(SetPasswordForm[User]):
    """The old password is checked by the act, where guesses are counted."""

    old_password = forms.CharField(strip=False)


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """`/account`."""
    return _page(request)


def _page(
    request: HttpRequest,
    form: PasswordForm | None = None,
    *,
    made: str = "",
    status: int = 200,
    **more: object,
) -> HttpResponse:
    user = person(request)
    context = {
        "section": "account",
        "form": form or PasswordForm(user),
        "roles": role_names(user),
        "sessions": sessions_of(user),
        "here": session_id(request.session.session_key or ""),
        "tokens": ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at", "-pk"),
        "scopes": scopes_for(user),
        "made": made,
        "now": datetime.now(UTC),
        "token_fault": "",
        "typed": {"name": "", "days": "90", "scopes": ["read"]},
        "day_choices": _DAYS,
        **more,
    }
    return render(request, "search_api/account.html", context, status=status)


@sensitive_post_parameters()
@never_cache
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions and all tokens of the account end."""
    form = PasswordForm(person(request), request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    data = form.cleaned_data
    key = request.session.session_key or ""
    try:
        user = change_password(actor_of(request), data["old_password"], data["new_password1"], key)
    except InvalidValueError as error:
        form.add_error("old_password", str(error))
        return _page(request, form, status=400)
    except TooManyGuessesError as error:
        seconds = max(1, ceil(error.wait.total_seconds()))
        text = f"چند بار گذرواژهٔ نادرست نوشته شد؛ {persian_digits(seconds)} ثانیهٔ دیگر بکوشید."
        form.add_error("old_password", text)
        response = _page(request, form, status=429)
        response["Retry-After"] = str(seconds)
        return response
    update_session_auth_hash(request, user)
    messages.success(request, "گذرواژه عوض شد؛ نشست‌های دیگر و همهٔ نشانه‌های API شما پایان یافت.")
    response = redirect("account")
    remember_device(request, response, user)
    return response


@require_POST
def session_end(request: HttpRequest, key: str) -> HttpResponse:
    """Sign out one of one's own sessions."""
    end_session(actor_of(request), key)
    messages.success(request, "آن نشست پایان یافت.")
    return redirect("account")


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else, and end all tokens."""
    user = person(request)
    sessions, tokens = end_everything(actor_of(request), user, request.session.session_key or "")
    messages.success(request, ended_text(sessions, tokens))
    return redirect("account")


def ended_text(sessions: int, tokens: int) -> str:
    """What was ended, in words."""
    return f"{persian_digits(sessions)} نشست و {persian_digits(tokens)} نشانهٔ API پایان یافت."


@never_cache
@require_POST
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; it is shown this once."""
    name, days = request.POST.get("name", ""), request.POST.get("days", "90")
    scopes = request.POST.getlist("scopes")
    try:
        _, secret = make_token(actor_of(request), name, scopes, int(days) if days in dict(_DAYS) else 0)
    except InvalidValueError as error:
        typed = {"name": name, "days": days, "scopes": scopes}
        return _page(request, token_fault=str(error), typed=typed, status=400)
    return _page(request, made=secret)


@require_POST
def token_revoke(request: HttpRequest, key: int) -> HttpResponse:
    """End a token now."""
    row = revoke_token(actor_of(request), key)
    messages.success(request, f"نشانهٔ «{row.name}» از کار افتاد.")
    return redirect("account")
