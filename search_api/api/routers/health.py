"""How Rasad is."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from rasad.operation.health.report import collect
from rasad.operation.health.rules import problems_of
from search_api.accounts.limits import READS
from search_api.api.auth import auth
from search_api.api.problems import REFUSALS
from search_api.api.schemas.responses import HealthOut
from search_api.search import search_request
from settings.env import env

router = Router(tags=["operation"])


@router.get("/health", response={200: HealthOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def health(request: HttpRequest) -> HealthOut:
    """How Rasad is: the same report as `manage.py health --json`."""
    report = collect(env().data, lambda: search_request.searcher().engine.stats())
    needs = [
        {"code": n.code, "subject": n.subject, "text": n.text, "persian": n.persian}
        for n in problems_of(report)
    ]
    return HealthOut(needs=needs, report=report)
