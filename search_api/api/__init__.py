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

from search_api.api import problems
from search_api.api.articles import router as articles
from search_api.api.bodies import JsonParser
from search_api.api.house import router as house
from search_api.api.staff import router as staff


class RasadAPI(NinjaAPI):
    """ninja's API, whose description says that errors are problem documents."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation.get("responses", {}).items():
                    if int(status) >= 400 and "application/json" in response.get("content", {}):
                        response["content"] = {problems.MEDIA: response["content"]["application/json"]}
        return schema


api = RasadAPI(
    title="رصد (Rasad)",
    version="1",
    description="Media monitor of the municipality. Send a personal token as `Authorization: Bearer …`.",
    urls_namespace="api",
    docs_url="/docs",
    openapi_url="/openapi.json",
    parser=JsonParser(),
)
problems.install(api)
for router in (articles, staff, house):
    api.add_router("/v1", router)

View = Callable[..., HttpResponseBase]


def _outer(view: View) -> View:
    """What every operation shares: its own sign-in, 405 as a problem, ETag with 304 on reads."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            refusal = problems.problem(405)
            refusal["Allow"] = response["Allow"]
            return refusal
        response["Cache-Control"] = response.get("Cache-Control", "private, no-cache")
        response["Vary"] = "Authorization, Cookie"
        if request.method == "GET" and response.status_code == 200 and isinstance(response, HttpResponse):
            tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            response["ETag"] = tag
            known = [
                one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")
            ]
            if tag in known or known == ["*"]:
                fresh = HttpResponse(status=304)
                fresh["ETag"] = tag
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
    return problems.problem(404, "There is no such address; see /api/docs.")


not_found.login_required = False  # type: ignore[attr-defined]
not_found.csrf_exempt = True  # type: ignore[attr-defined]
