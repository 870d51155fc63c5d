"""Saved searches: kept under a name, opened again by one click."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.access import visible_saved
from rasad.desk.audit.log import note
from rasad.desk.models import SavedSearch
from rasad.search.query.syntax import MAX_CHARACTERS
from search_api.accounts.auth import actor_of, person
from search_api.search.saved import filters_of, state_of
from search_api.search.state import SearchState


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """`/saved`: mine and the shared ones."""
    user = person(request)
    rows = []
    for one in visible_saved(user):
        state = state_of(one)
        mine = one.owner_id == user.pk
        rows.append({"saved": one, "href": "/?" + state.query_string(), "state": state, "mine": mine})
    return render(request, "search_api/saved.html", {"section": "saved", "rows": rows})


@require_POST
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep the search of an address; the same name is overwritten."""
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())[:200]
    state = SearchState.of(QueryDict(request.POST.get("search", "")[:8000]))
    if not name:
        messages.error(request, "برای جست‌وجو نامی بنویسید.", extra_tags="error")
        return redirect("saved")
    SavedSearch.objects.update_or_create(
        owner=person(request),
        name=name,
        defaults={"query": state.q[:MAX_CHARACTERS], "filters": filters_of(state)},
    )
    messages.success(request, f"جست‌وجوی «{name}» ذخیره شد.")
    return redirect("saved")


@require_POST
def change_saved(request: HttpRequest, key: int) -> HttpResponse:
    """Share, stop sharing, or delete one's own."""
    found = get_object_or_404(SavedSearch, pk=key, owner=person(request))
    if request.POST.get("do") == "delete":
        found.delete()
        messages.success(request, f"جست‌وجوی «{found.name}» پاک شد.")
    else:
        found.shared = request.POST.get("do") == "share"
        found.save(update_fields=["shared", "updated_at"])
        note(actor_of(request), "saved.share", f"saved:{found.pk}", shared=found.shared)
    return redirect("saved")
