"""Views that need a permission."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from rasad.desk.accounts.roles import may

type View[**P, R: HttpResponseBase] = Callable[Concatenate[HttpRequest, P], R]


def permission_required[**P, R: HttpResponseBase](permission: str) -> Callable[[View[P, R]], View[P, R]]:
    """Refuse with 403 a person without the permission; the login is asked for by the middleware."""

    def wrap(view: View[P, R]) -> View[P, R]:
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not may(request.user, permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        return update_wrapper(checked, view)

    return wrap
