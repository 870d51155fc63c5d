"""What Django answers before or beside a view: in the desk's words, to programs as a problem document."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from search_api.api import problems


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """A request that cannot be read: a host that is not ours, too many fields."""
    if _program(request):
        return problems.problem("bad_host" if isinstance(exception, DisallowedHost) else "bad_request")
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """A crash outside the API's own handlers."""
    if _program(request):
        return problems.problem("internal_error")
    return HttpResponse(render_to_string("500.html"), status=500)


def _program(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
