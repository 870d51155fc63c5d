"""Errors as RFC 9457 problem documents, whatever raised them."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError
from pydantic import Field

from search_api.archived import CaptureGone
from search_api.asking import SearchFault

MEDIA = "application/problem+json"
_log = structlog.get_logger(__name__)


class Problem(Schema):
    """RFC 9457. `position` and `length` point into the query where it is at fault."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, Any]] = Field(default_factory=list)
    position: int | None = None
    length: int | None = None
    suggestion: str | None = None


# What any operation may answer besides its success.
REFUSALS: dict[int, type[Problem]] = dict.fromkeys((400, 401, 403, 404, 405, 415, 422, 429, 503), Problem)


class Refused(Exception):
    """The request can't be done as asked; the message says what to change."""

    def __init__(self, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status


TITLES = {
    400: "Bad request",
    401: "Sign in, or send a token",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    413: "Too large",
    415: "Not a media type that is read here",
    422: "The request does not have the right shape",
    429: "Too many requests",
    500: "Internal error",
    503: "Not now",
}


def problem(status: int, detail: str = "", **more: Any) -> JsonResponse:
    """A problem document as an answer."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Error"), "status": status, "detail": detail}
    body |= {name: value for name, value in more.items() if value is not None}
    response = JsonResponse(
        body, status=status, content_type=MEDIA, json_dumps_params={"ensure_ascii": False}
    )
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="rasad"'
    return response


def install(api: NinjaAPI) -> None:
    """Turn every exception of the API into a problem document."""

    @api.exception_handler(SearchFault)
    def _query(request: HttpRequest, error: SearchFault) -> JsonResponse:
        fault = error.fault
        pointed = (
            {"position": fault.position, "length": fault.length} if fault.pointed or fault.length else {}
        )
        return problem(fault.status, fault.message, suggestion=fault.suggestion or None, **pointed)

    @api.exception_handler(ValidationError)
    def _shape(request: HttpRequest, error: ValidationError) -> JsonResponse:
        errors = [
            {"where": ".".join(str(part) for part in one["loc"]), "what": str(one["msg"])}
            for one in error.errors
        ]
        return problem(
            422, "; ".join(f"{one['where']}: {one['what']}" for one in errors)[:1000], errors=errors
        )

    @api.exception_handler(Throttled)
    def _often(request: HttpRequest, error: Throttled) -> JsonResponse:
        response = problem(429, "Wait a little; the limit is per minute.")
        response["Retry-After"] = str(max(1, int(error.wait or 1)))
        return response

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> JsonResponse:
        if isinstance(error.__cause__, Refused):  # of our parser; ninja wraps whatever it raises
            return problem(error.__cause__.status, error.__cause__.detail)
        return problem(error.status_code, str(error))

    @api.exception_handler(Refused)
    def _refused(request: HttpRequest, error: Refused) -> JsonResponse:
        return problem(error.status, error.detail)

    fixed: tuple[tuple[type[Exception], int, str], ...] = (
        (AuthenticationError, 401, "Send `Authorization: Bearer <token>` or sign in."),
        (AuthorizationError, 403, ""),
        (PermissionDenied, 403, "Your role does not include this."),
        (Http404, 404, "There is nothing with this id."),
        (CaptureGone, 404, "The archived record cannot be read."),
        (RequestDataTooBig, 413, "Send at most 8 MiB at once."),
        (SuspiciousOperation, 400, "The request cannot be read; it may have over 1,000 parameters."),
        (BadRequest, 400, "The request cannot be read."),
        (UnreadablePostError, 400, "The body did not arrive whole."),
    )
    for kind, status, detail in fixed:

        def answer(
            request: HttpRequest,
            error: Exception | type[Exception],
            status: int = status,
            detail: str = detail,
        ) -> JsonResponse:
            return problem(status, detail)

        api.add_exception_handler(kind, answer)

    @api.exception_handler(Exception)
    def _crash(request: HttpRequest, error: Exception) -> JsonResponse:
        _log.exception("api.error", path=request.path)
        return problem(500, "This is our fault; it was recorded.")
