"""The JSON API: `/api/v1/…`, described at `/api/openapi.json`, readable at `/api/docs`."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from search_api.api import problems
from search_api.api.parsers import JsonParser
from search_api.api.routers import (
    alerts,
    articles,
    bulletins,
    coverage,
    health,
    imports,
    outlets,
    replies,
    reviews,
    saved_searches,
    submissions,
    units,
)


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
ROUTERS = (
    articles,
    reviews,
    saved_searches,
    alerts,
    outlets,
    health,
    coverage,
    imports,
    bulletins,
    units,
    replies,
    submissions,
)
for subject in ROUTERS:
    api.add_router("/v1", subject.router)


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The addresses for `path("api/", …)`: docs behind the login, operations behind their own sign-in."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        ours = str(pattern.pattern).startswith("v1/") or getattr(pattern, "name", "") == "openapi-json"
        if isinstance(pattern, URLPattern) and ours:
            login_not_required(pattern.callback)
    return patterns, app, namespace


@login_not_required
@csrf_exempt
def not_found(request: HttpRequest, rest: str) -> HttpResponseBase:
    """What is under `/api/` and is nothing."""
    return problems.problem("not_found")
