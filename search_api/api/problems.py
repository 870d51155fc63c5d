"""Errors as RFC 9457 problem documents, whatever raised them: codes for scripts, Persian for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import structlog
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError
from pydantic import Field

from rasad.archive.jobs.faults import ServiceFault, service_fault
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError, NotAllowedError
from rasad.desk.review.acts import ReviewConflictError
from rasad.search.errors import QueryError
from search_api.api.problem_texts import BY_STATUS, PROBLEMS, shape_words
from search_api.replay import CaptureGoneError
from search_api.search.search_request import SearchRefusedError
from search_api.unavailable import RETRY_SECONDS, words

MEDIA = "application/problem+json"
_log = structlog.get_logger(__name__)


class Wrong(Schema):
    """One value of a request that has the wrong shape."""

    where: str = Field(description="such as `query.size` or `body.schedule.days.0`")
    code: str
    what: str = Field(description="in Persian")


class Problem(Schema):
    """RFC 9457: `title` and `detail` in Persian, `code` (and `type`, which is made of it) for programs.

    `position` and `length` point into the query where it is at fault, `suggestion` is one that can be read.
    """

    type: str = Field(description="`urn:rasad:problem:` and the code")
    code: str = Field(description="stable", json_schema_extra={"enum": list(PROBLEMS)})
    title: str
    status: int
    detail: str
    errors: list[Wrong] = Field(default_factory=list)
    position: int | None = None
    length: int | None = None
    suggestion: str | None = None


# What any operation may answer besides its success.
REFUSALS: dict[int, type[Problem]] = dict.fromkeys(
    (400, 401, 403, 404, 405, 413, 415, 422, 429, 503), Problem
)


class RequestProblemError(Exception):
    """The request can't be done as asked, by a code of `problem_texts.py`; `values` fill its words."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def problem(code: str, detail: str = "", **more: Any) -> JsonResponse:
    """A problem document as an answer; `detail` where the code's own words do not do."""
    status, title, words = PROBLEMS[code]
    body = {"type": f"urn:rasad:problem:{code}", "code": code, "title": title, "status": status}
    body |= {"detail": detail or words or f"{title}."}
    body |= {name: value for name, value in more.items() if value is not None}
    response = JsonResponse(
        body, status=status, content_type=MEDIA, json_dumps_params={"ensure_ascii": False}
    )
    response["Content-Language"] = "fa"
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="rasad"'
    return response


def refusal(error: RequestProblemError) -> JsonResponse:
    """The answer to what was refused."""
    return problem(error.code, PROBLEMS[error.code][2].format_map(error.values))


def install(api: NinjaAPI) -> None:
    """Turn every exception of the API into a problem document."""
    for kind, handler in _HANDLERS:
        api.add_exception_handler(kind, handler)
    for kind, code in _CODES:
        api.add_exception_handler(kind, partial(_with_code, code))


def _query_refused(request: HttpRequest, error: SearchRefusedError) -> JsonResponse:
    fault = error.fault
    pointed = {"position": fault.position, "length": fault.length} if fault.pointed or fault.length else {}
    return problem(fault.code, fault.message, suggestion=fault.suggestion or None, **pointed)


def _request_invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
    errors = [
        {"where": ".".join(map(str, one["loc"])), "code": one["type"], "what": words_of(one)}
        for one in error.errors
    ]
    detail = "؛ ".join(f"{one['where']}: {one['what']}" for one in errors)
    return problem("request_invalid", detail[:1000], errors=errors)


def _throttled(request: HttpRequest, error: Throttled) -> JsonResponse:
    response = problem("too_many_requests")
    response["Retry-After"] = str(max(1, int(error.wait or 1)))
    return response


def _http_error(request: HttpRequest, error: HttpError) -> JsonResponse:
    if isinstance(error.__cause__, RequestProblemError):  # of our parser; ninja wraps whatever it raises
        return refusal(error.__cause__)
    if error.status_code == 403 and "CSRF" in str(error):
        return problem("csrf_failed")
    if error.status_code == 400 and "pars" in str(error):
        return problem("body_unreadable")
    return problem(BY_STATUS.get(error.status_code, "bad_request"))


def _request_refused(request: HttpRequest, error: RequestProblemError) -> JsonResponse:
    return refusal(error)


def _value_refused(request: HttpRequest, error: InvalidValueError) -> JsonResponse:
    fault = error.__cause__
    if isinstance(fault, QueryError):
        place = {"position": fault.position, "length": fault.length}
        return problem(error.code, str(error), suggestion=fault.suggestion or None, **place)
    return problem(error.code if error.code in PROBLEMS else "value_invalid", str(error))


def _review_conflict(request: HttpRequest, error: ReviewConflictError) -> JsonResponse:
    differences = [
        {"name": one.name, "mine": one.mine, "theirs": one.theirs, "by": one.by, "at": one.at.isoformat()}
        for one in error.differences
    ]
    detail = "همکاری همین را پس از خواندن شما جور دیگری داوری کرده است؛ با شمارهٔ تازه دوباره بفرستید."
    return problem(
        "changed_meanwhile", detail, article=error.article, number=error.number, differences=differences
    )


def _not_allowed(request: HttpRequest, error: NotAllowedError) -> JsonResponse:
    return problem(error.code)


def _gone(request: HttpRequest, error: GoneError) -> JsonResponse:
    return problem(f"{error.what}_not_found")


def _unforeseen(request: HttpRequest, error: Exception) -> JsonResponse:
    fault = service_fault(error)
    if fault is None:
        _log.exception("api_failed", path=request.path)
        return problem("internal_error")
    return unavailable(fault, request)


def unavailable(fault: ServiceFault, request: HttpRequest) -> JsonResponse:
    """The answer while a service is away: try again later, nothing was changed."""
    _log.warning("api_unavailable", path=request.path, error=fault.text)
    response = problem("database_away" if fault.service != "service" else "index_away", words(fault))
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _with_code(code: str, request: HttpRequest, error: Exception | type[Exception]) -> JsonResponse:
    return problem(code)


_HANDLERS: tuple[tuple[type[Exception], Callable[[HttpRequest, Any], JsonResponse]], ...] = (
    (SearchRefusedError, _query_refused),
    (ValidationError, _request_invalid),
    (Throttled, _throttled),
    (HttpError, _http_error),
    (RequestProblemError, _request_refused),
    (InvalidValueError, _value_refused),
    (ReviewConflictError, _review_conflict),
    (NotAllowedError, _not_allowed),
    (GoneError, _gone),
    (Exception, _unforeseen),
)
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (AuthenticationError, "unauthenticated"),
    (AuthorizationError, "forbidden"),
    (PermissionDenied, "forbidden"),
    (Http404, "not_found"),
    (CaptureGoneError, "capture_gone"),
    (ChangedMeanwhileError, "changed_meanwhile"),
    (RequestDataTooBig, "body_too_large"),
    (SuspiciousOperation, "bad_request"),
    (BadRequest, "bad_request"),
    (UnreadablePostError, "body_cut_off"),
)


def words_of(error: Mapping[str, Any]) -> str:
    """What pydantic found wrong, in Persian."""
    return shape_words(error["type"], error.get("ctx") or {})
