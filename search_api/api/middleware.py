"""What every answer of the API shares."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from search_api.accounts import limits
from search_api.api import problems


class ApiAnswers:
    """HEAD as GET without the body, 405 as a problem document, and the headers that programs go by.

    It stands outside Django's `ConditionalGetMiddleware`, which gives reads their `ETag` and 304.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        asked, request.method = request.method, "GET" if request.method == "HEAD" else request.method
        response = _without_html(self.get_response(request))
        request.method = asked
        limits.tell(request, response)
        response["Cache-Control"] = response.get("Cache-Control", "private, no-cache")
        response["Vary"] = "Authorization, Cookie"
        if response.status_code in (204, 304):
            response.headers.pop("Content-Type", None)
        if asked == "HEAD":  # RFC 9110, 9.3.2
            return HttpResponse(status=response.status_code, headers=dict(response.items()))
        return response


def _without_html(response: HttpResponseBase) -> HttpResponseBase:
    if not isinstance(response, HttpResponseNotAllowed):
        return response
    allowed = response["Allow"].replace("GET", "GET, HEAD")
    refusal = problems.refusal(problems.RequestProblemError("method_not_allowed", methods=allowed))
    refusal["Allow"] = allowed
    return refusal
