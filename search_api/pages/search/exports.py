"""Any search as a file or a feed."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rasad.desk.audit.log import note_reading
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import EXPORTS
from search_api.accounts.permissions import permission_required
from search_api.pages.limited import limited
from search_api.search import search_request
from search_api.search.downloads import FORMS, send
from search_api.search.state import SearchState


@require_safe
@permission_required("export")
@limited(EXPORTS)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """`/export/<form>?…`: the search of the address as RSS, Atom, CSV, XLSX or JSONL."""
    if form not in FORMS:
        raise Http404(form)
    state = SearchState.of(request.GET)
    try:
        response = send(form, state)
    except search_request.SearchRefusedError as error:
        context = {"section": "search", "fault": error.fault, "state": state}
        return render(request, "search_api/fault.html", context, status=error.fault.status)
    note_reading(actor_of(request), f"export.{form}", query=state.query_string()[:500])
    return response
