"""One screen that says how Rasad is, with what needs a person on top."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.health import collect
from archive.health_rules import judge
from desk.models import Delivery
from search_api import asking
from search_api.needs import shown
from settings.env import env


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """`/health`."""
    report = collect(env().data, lambda: asking.the_index().stats())
    # Like `manage.py health`: what is sent is the desk's matter, of which the archive knows nothing.
    report["deliveries"] = {"dead": Delivery.objects.filter(state=Delivery.State.DEAD).count()}
    context = {"section": "health", "report": report, "needs": shown(judge(report))}
    return render(request, "search_api/health.html", context)
