"""What may be sent to us as a body, by its declared media type."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from search_api.api.problems import RequestProblemError

JSON = ("application/json",)
LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/json")


def must_be(request: HttpRequest, types: Collection[str]) -> None:
    """Raises `RequestProblemError` (415) for a body declared as something else; without a type it is ours."""
    declared = (request.content_type or "").strip().lower()
    if declared and declared not in types and not (types is JSON and declared.endswith("+json")):
        wanted = next(iter(types))
        raise RequestProblemError("media_type_unknown", wanted=wanted, declared=declared[:100])


class JsonParser(Parser):
    """ninja's, which reads any body as JSON, whatever it says it is."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The decoded body."""
        must_be(request, JSON)
        return super().parse_body(request)
