"""One screen that says how Rasad is, with what needs a person on top."""

from __future__ import annotations

from archive.health import collect
from archive.health_rules import judge
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from settings.env import env

from search_api import asking


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """`/health`."""
    report = collect(env().data, lambda: asking.the_index().stats())
    context = {"section": "health", "report": report, "needs": judge(report)}
    return render(request, "search_api/health.html", context)
