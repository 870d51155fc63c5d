"""One screen that says how Rasad is, with what needs a person on top."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.health import collect
from archive.health_rules import judge
from search_api import asking
from settings.env import env


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """`/health`."""
    report = collect(env().data, lambda: asking.the_index().stats())
    context = {"section": "health", "report": report, "needs": judge(report)}
    return render(request, "search_api/health.html", context)
