"""What every page shares around its view."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.defaults import page_not_found, permission_denied

from rasad.desk.errors import GoneError, NotAllowedError


class RefusedActs:
    """Answers an act that was refused: 403 for what the role does not allow, 404 for what is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, NotAllowedError):
            return permission_denied(request, PermissionDenied())
        if isinstance(exception, GoneError):
            return page_not_found(request, Http404())
        return None
