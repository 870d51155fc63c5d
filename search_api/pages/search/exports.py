"""Any search as a file or a feed."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search_api import search_service
from search_api.accounts import audit
from search_api.accounts.roles import needs
from search_api.downloads import FORMS, send
from search_api.search_state import SearchState


@require_safe
@needs("export")
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """`/export/<form>?…`: the search of the address as RSS, Atom, CSV, XLSX or JSONL."""
    if form not in FORMS:
        raise Http404(form)
    state = SearchState.of(request.GET)
    try:
        response = send(form, state)
    except search_service.SearchRefusedError as error:
        context = {"section": "search", "fault": error.fault, "state": state}
        return render(request, "search_api/fault.html", context, status=error.fault.status)
    audit.note(request, f"export.{form}", query=state.query_string()[:500])
    return response
