"""Saved searches: kept under a name, opened again by one click."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.access import visible_saved
from rasad.desk.errors import InvalidValueError
from rasad.desk.saved_searches.acts import delete_search, share_search
from rasad.desk.saved_searches.acts import save_search as keep
from rasad.search.query.grammar import MAX_CHARACTERS
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
        rows.append(
            {
                "saved": one,
                "href": reverse("search") + "?" + state.query_string(),
                "state": state,
                "mine": mine,
            }
        )
    return render(request, "search_api/saved.html", {"section": "saved", "rows": rows})


@require_POST
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep the search of an address; the same name is overwritten."""
    name = request.POST.get("name", "")
    state = SearchState.of(QueryDict(request.POST.get("search", "")[:8000]))
    try:
        kept = keep(actor_of(request), name, state.q[:MAX_CHARACTERS], filters_of(state))
    except InvalidValueError as error:
        messages.error(request, str(error), extra_tags="error")
    else:
        messages.success(request, f"جست‌وجوی «{kept.name}» ذخیره شد.")
    return redirect("saved")


@require_POST
def change_saved(request: HttpRequest, key: int) -> HttpResponse:
    """Share, stop sharing, or delete one's own."""
    actor = actor_of(request)
    if request.POST.get("do") == "delete":
        gone = delete_search(actor, key)
        messages.success(request, f"جست‌وجوی «{gone.name}» پاک شد.")
    else:
        share_search(actor, key, shared=request.POST.get("do") == "share")
    return redirect("saved")
