"""One screen that says how Rasad is, with what needs a person on top."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rasad.desk.models import Delivery
from rasad.operation.health.report import collect
from rasad.operation.health.rules import problems_of
from search_api.pages.operation.health_page import shown
from search_api.search import search_request
from settings.env import env


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """`/health`."""
    report = collect(env().data, lambda: search_request.searcher().engine.stats())
    # Like `manage.py health`: what is sent is the desk's matter, of which the archive knows nothing.
    report["deliveries"] = {"dead": Delivery.objects.filter(state=Delivery.State.DEAD).count()}
    context = {"section": "health", "report": report, "needs": shown(problems_of(report))}
    return render(request, "search_api/health.html", context)
