"""Articles that come in from elsewhere."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from rasad.desk.transfer.imports import ImportLine, read, take_in
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import WRITES
from search_api.api import parsers
from search_api.api.auth import auth
from search_api.api.problem_texts import shape_words
from search_api.api.problems import REFUSALS, RequestProblemError
from search_api.api.schemas.responses import BadLine, ImportOut

router = Router(tags=["operation"])
MOST_LINES = 10_000  # of one request; more belong to `manage.py import`
MOST_PROBLEMS = 100  # told of one request


def _words(line: ImportLine) -> str:
    told = shape_words(line.code, line.context)
    return f"{line.where}: {told}" if line.where else told


_LINES = {"requestBody": {"required": True, "content": {"application/x-ndjson": {"schema": {}}}}}


@router.post(
    "/import",
    response={200: ImportOut, **REFUSALS},
    auth=auth("import"),
    throttle=WRITES,
    openapi_extra=_LINES,
)
def take(request: HttpRequest) -> ImportOut:
    """Articles as JSON lines (at most 8 MiB and 10,000 lines); each passes the same stages as a page."""
    parsers.must_be(request, parsers.LINES)
    lines = request.body.splitlines()
    if not lines:
        raise RequestProblemError("lines_missing")
    if len(lines) > MOST_LINES:
        raise RequestProblemError("too_many_lines", most=MOST_LINES)
    result = ImportOut(new=0, known=0, bad=0, problems=[])
    for total, bad in take_in(read(lines), actor_of(request)):
        result.new, result.known, result.bad = total.new, total.known, total.bad
        told = [BadLine(line=one.number, where=one.where, code=one.code, problem=_words(one)) for one in bad]
        result.problems = (result.problems + told)[:MOST_PROBLEMS]
    return result
