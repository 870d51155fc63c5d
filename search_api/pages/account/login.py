"""Signing in."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from search_api.accounts.known_devices import remember_device


class LoginForm(AuthenticationForm):
    """Django's own, with a sentence that people here would say."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "نام کاربری یا گذرواژه درست نیست. زبان صفحه‌کلید و بزرگی حروف لاتین را ببینید.",
    }


class Login(LoginView):
    """`/login`. `next` is followed only within this host (Django's own check)."""

    template_name = "search_api/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and know this device from now on."""
        response = super().form_valid(form)
        remember_device(self.request, response, form.get_user())
        return response


def throttled(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Too many wrong passwords lately: wait; nobody is locked out (axes calls this)."""
    wait: timedelta = getattr(request, "login_wait", timedelta(seconds=60))
    seconds = max(1, ceil(wait.total_seconds()))
    response = render(request, "search_api/throttled.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    return response
