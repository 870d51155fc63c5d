"""Signing in and out, one's password and API tokens."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.accounts.roles import ROLE_NAMES
from rasad.desk.accounts.tokens import make_token, revoke_token, scopes_for
from rasad.desk.audit.log import note
from rasad.desk.errors import InvalidValueError
from rasad.desk.models import ApiToken
from search_api.accounts.auth import actor_of, person

_DAYS = [("7", "۷ روز"), ("30", "۳۰ روز"), ("90", "۹۰ روز"), ("365", "یک سال")]  # of a token


class LoginForm(AuthenticationForm):
    """Django's own, with a sentence that people here would say."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "نام کاربری یا گذرواژه درست نیست. زبان صفحه‌کلید و بزرگی حروف لاتین را ببینید.",
    }


class Login(LoginView):
    """The door. `next` is followed only within this host (Django's own check)."""

    template_name = "search_api/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


def throttled(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Too many wrong passwords for this name from this address: wait; nobody is locked out for good."""
    response = render(request, "search_api/throttled.html", status=429)
    response["Retry-After"] = "900"
    return response


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """`/account`: role, password, tokens."""
    return _page(request, PasswordChangeForm(person(request)))


def _page(
    request: HttpRequest, form: PasswordChangeForm, *, made: str = "", status: int = 200, **more: object
) -> HttpResponse:
    user = person(request)
    roles = [ROLE_NAMES[group.name] for group in user.groups.all() if group.name in ROLE_NAMES]
    if user.is_superuser:
        roles = [ROLE_NAMES["admin"]]
    context = {
        "section": "account",
        "form": form,
        "roles": roles,
        "tokens": ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at"),
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
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions of the account end."""
    form = PasswordChangeForm(person(request), request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    form.save()
    update_session_auth_hash(request, form.user)
    note(actor_of(request), "password.change", f"user:{form.user.pk}")
    messages.success(request, "گذرواژه عوض شد؛ نشست‌های دیگر شما پایان یافت.")
    return redirect("account")


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
        form = PasswordChangeForm(person(request))
        return _page(request, form, token_fault=str(error), typed=typed, status=400)
    return _page(request, PasswordChangeForm(person(request)), made=secret)


@require_POST
def token_revoke(request: HttpRequest, key: int) -> HttpResponse:
    """End a token now."""
    row = revoke_token(actor_of(request), key)
    messages.success(request, f"نشانهٔ «{row.name}» از کار افتاد.")
    return redirect("account")
