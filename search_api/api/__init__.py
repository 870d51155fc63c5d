"""The JSON API: `/api/v1/…`, described at `/api/openapi.json`, readable at `/api/docs`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from search_api.accounts import limits
from search_api.api import problems
from search_api.api.parsers import JsonParser
from search_api.api.routers.alerts import router as staff
from search_api.api.routers.articles import router as articles
from search_api.api.routers.outlets import router as house


class Readable(JSONRenderer):
    """ninja's, with Persian as it is: half the bytes, and a person who uses curl reads it."""

    json_dumps_params = {"ensure_ascii": False}

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The body; half a surrogate pair, which no text should hold, becomes a question mark."""
        text: str = super().render(request, data, response_status=response_status)
        return text.encode("utf-8", "replace")


class RasadAPI(NinjaAPI):
    """ninja's API, whose description says that errors are problem documents."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for path in schema["paths"].values():
            for method, operation in path.items():
                answers = operation["responses"]
                for status, response in answers.items():
                    if int(status) >= 400 and "application/json" in response.get("content", {}):
                        response["content"] = {problems.MEDIA: response["content"]["application/json"]}
                    response["headers"] = response.get("headers", {}) | _headers(method, int(status))
                if method == "get":
                    answers[304] = {
                        "description": "as `If-None-Match` has it",
                        "headers": _headers(method, 304),
                    }
        return schema


def _headers(method: str, status: int) -> dict[str, Any]:
    """The headers of an answer that a program may go by."""
    told = {
        f"RateLimit-{name}": {"description": text, "schema": {"type": "integer"}}
        for name, text in (
            ("Limit", "requests of this kind in a minute"),
            ("Remaining", "how many of them are left"),
            ("Reset", "seconds until the oldest is forgotten"),
        )
        if status not in (401, 403, 405)
    }
    if status in (200, 304) and method == "get":
        told["ETag"] = {"description": "send it back as `If-None-Match`", "schema": {"type": "string"}}
    if status == 429:
        told["Retry-After"] = {"description": "seconds", "schema": {"type": "integer"}}
    return told


api = RasadAPI(
    title="رصد (Rasad)",
    version="1",
    description="Media monitor of the municipality. Send a personal token as `Authorization: Bearer …`.",
    urls_namespace="api",
    docs_url="/docs",
    openapi_url="/openapi.json",
    parser=JsonParser(),
    renderer=Readable(),
)
problems.install(api)
for router in (articles, staff, house):
    api.add_router("/v1", router)

View = Callable[..., HttpResponseBase]


def _outer(view: View) -> View:
    """What every operation shares: its own sign-in, HEAD, 405 as a problem, ETag with 304 on reads."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":  # RFC 9110, 9.3.2: as GET, without the body
            request.method = "GET"
            whole = wrapped(request, *args, **kwargs)
            return HttpResponse(status=whole.status_code, headers=dict(whole.items()))
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response["Allow"].replace("GET", "GET, HEAD")
            refusal = problems.refusal(problems.RequestProblemError("method_not_allowed", methods=allowed))
            refusal["Allow"] = allowed
            return refusal
        limits.tell(request, response)
        response["Cache-Control"] = response.get("Cache-Control", "private, no-cache")
        response["Vary"] = "Authorization, Cookie"
        if response.status_code == 204:
            del response["Content-Type"]
        if request.method == "GET" and response.status_code == 200 and isinstance(response, HttpResponse):
            tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            response["ETag"] = tag
            known = [
                one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")
            ]
            if tag in known or known == ["*"]:
                fresh = HttpResponse(status=304)
                fresh.headers.pop("Content-Type", None)
                for name in ("ETag", "Cache-Control", "Vary"):
                    fresh[name] = response[name]
                limits.tell(request, fresh)
                return fresh
        return response

    wrapped.login_required = False  # type: ignore[attr-defined] # tokens; the operations ask for them
    return wrapped


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The addresses for `path("api/", …)`: docs behind the login, operations behind their own."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        ours = str(pattern.pattern).startswith("v1/") or getattr(pattern, "name", "") == "openapi-json"
        if isinstance(pattern, URLPattern) and ours:
            pattern.callback = _outer(pattern.callback)
    return patterns, app, namespace


def not_found(request: HttpRequest, rest: str) -> HttpResponseBase:
    """What is under `/api/` and is nothing."""
    return problems.problem("not_found")


not_found.login_required = False  # type: ignore[attr-defined]
not_found.csrf_exempt = True  # type: ignore[attr-defined]
