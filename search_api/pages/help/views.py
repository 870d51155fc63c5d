"""The help page of the query language, from `docs/query.md`, whose examples are tested."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from search_api.pages.help.markdown import html_of
from settings.env import ROOT

PAGE = ROOT / "docs" / "query.md"


@lru_cache(maxsize=1)
def _body(changed: float) -> SafeString:
    return html_of(PAGE.read_text(encoding="utf-8"))


@require_safe
def query_help(request: HttpRequest) -> HttpResponse:
    """`/help/query`."""
    body = _body(PAGE.stat().st_mtime) if PAGE.exists() else SafeString("")
    return render(request, "search_api/help.html", {"section": "help", "body": body})
