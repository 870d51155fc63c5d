"""Any search as a file or a feed."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from settings.env import env

from search_api import asking, audit
from search_api.feeds import FEEDS, ITEMS, feed_of
from search_api.roles import needs
from search_api.rows import articles_of
from search_api.state import SearchState


@require_safe
@needs("export")
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """`/export/<form>?…`: the search of the address as RSS, Atom, CSV, XLSX or JSONL."""
    state = SearchState.of(request.GET)
    if form not in FEEDS:
        raise Http404(form)
    try:
        asked = asking.request_of(state.change(rows="article"), datetime.now(UTC), size=ITEMS, whole=False)
        hits = asking.run(asked).hits
    except asking.SearchFault as error:
        context = {"section": "search", "fault": error.fault, "state": state}
        return render(request, "search_api/fault.html", context, status=error.fault.status)
    audit.note(request, f"export.{form}", query=state.query_string()[:500])
    title = f"رصد: {state.q}" if state.q else "رصد"
    text = feed_of(form, articles_of([hit.id for hit in hits]), title, f"/?{state.query_string()}", env().base_url.rstrip("/"))
    media = "application/atom+xml" if form == "atom" else "application/rss+xml"
    return HttpResponse(text, content_type=f"{media}; charset=utf-8")
