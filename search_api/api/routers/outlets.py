"""Outlets, health, and articles that come in from elsewhere."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from rasad.archive.models import Outlet
from rasad.desk.audit.log import note
from rasad.desk.transfer.imports import ImportLine, read, take_in
from rasad.operation.health import collect
from rasad.operation.health_rules import problems_of
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import READS, WRITES
from search_api.api import parsers
from search_api.api.auth import auth
from search_api.api.problem_texts import shape_words
from search_api.api.problems import REFUSALS, RequestProblemError
from search_api.api.schemas.responses import BadLine, HealthOut, ImportOut, OutletOut
from search_api.search import service
from settings.env import env

router = Router(tags=["house"])
MOST_LINES = 10_000  # of one request; more belong to `manage.py import`
MOST_PROBLEMS = 100  # told of one request


def _outlet(row: Outlet) -> OutletOut:
    names = ("key", "name", "kind", "home", "paused", "pause_reason", "defined", "last_capture_at")
    return OutletOut(
        **{name: getattr(row, name) for name in names}, last_article_at=row.last_article_at, unit=row.unit_id
    )


@router.get("/outlets", response={200: list[OutletOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def outlets(request: HttpRequest) -> list[OutletOut]:
    """All outlets, by key."""
    return [_outlet(row) for row in Outlet.objects.order_by("key")]


@router.get("/outlets/{key}", response={200: OutletOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def outlet(request: HttpRequest, key: str) -> OutletOut:
    """One outlet."""
    row = Outlet.objects.filter(pk=key.replace("\x00", "")).first()
    if row is None:
        raise RequestProblemError("outlet_not_found")
    return _outlet(row)


@router.get("/health", response={200: HealthOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def health(request: HttpRequest) -> HealthOut:
    """How Rasad is: the same report as `manage.py health --json`."""
    report = collect(env().data, lambda: service.searcher().engine.stats())
    needs = [
        {"code": n.code, "subject": n.subject, "text": n.text, "persian": n.persian}
        for n in problems_of(report)
    ]
    return HealthOut(needs=needs, report=report)


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
    for total, bad in take_in(read(lines), by=person(request).get_username()):
        result.new, result.known, result.bad = total.new, total.known, total.bad
        told = [BadLine(line=one.number, where=one.where, code=one.code, problem=_words(one)) for one in bad]
        result.problems = (result.problems + told)[:MOST_PROBLEMS]
    note(actor_of(request), "import", new=result.new, known=result.known, bad=result.bad)
    return result
