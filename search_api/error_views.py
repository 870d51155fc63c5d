"""What Django answers before or beside a view: in the desk's words, to programs as a problem document."""

from __future__ import annotations

import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from rasad.archive.jobs.faults import ServiceFault, service_fault
from search_api.api import problems
from search_api.unavailable import RETRY_SECONDS, words


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """A request that cannot be read: a host that is not ours, too many fields."""
    if _program(request):
        return problems.problem("bad_host" if isinstance(exception, DisallowedHost) else "bad_request")
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """A crash outside the API's own handlers; where a service is away, it says so, and when to retry."""
    fault = service_fault(sys.exc_info()[1] or Exception())
    if fault is not None:
        return _unavailable(request, fault)
    if _program(request):
        return problems.problem("internal_error")
    return HttpResponse(render_to_string("500.html"), status=500)


def _unavailable(request: HttpRequest, fault: ServiceFault) -> HttpResponseBase:
    if _program(request):
        return problems.unavailable(fault, request)
    response = HttpResponse(render_to_string("503.html", {"words": words(fault)}), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _program(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
