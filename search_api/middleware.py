"""What every page shares around its view."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.defaults import page_not_found, permission_denied

from rasad.desk.errors import GoneError, NotAllowedError


class FormAddresses:
    """An address that only takes forms was opened like a page: a page that says so, and leads on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.path_info.startswith("/api/"):
            return response
        page = render(request, "405.html", {"near": _page_above(request.path_info)}, status=405)
        page["Allow"] = response["Allow"]
        return page


def _page_above(path: str) -> str:
    """The nearest address above a path that opens as a page, as far as the addresses say."""
    while "/" in path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0]
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"


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
