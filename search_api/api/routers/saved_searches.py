"""Kept searches."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, QueryDict
from ninja import Router, Status

from rasad.desk.access import visible_saved
from rasad.desk.models import SavedSearch
from rasad.desk.saved_searches.acts import delete_search
from rasad.desk.saved_searches.acts import save_search as keep
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import READS, WRITES
from search_api.api.auth import auth
from search_api.api.problems import REFUSALS
from search_api.api.schemas.requests import Key, SavedIn
from search_api.api.schemas.responses import SavedOut
from search_api.search.saved import filters_of, state_of
from search_api.search.search_request import read_query
from search_api.search.state import SearchState

router = Router(tags=["desk"])


def _saved_out(row: SavedSearch, request: HttpRequest) -> SavedOut:
    state = state_of(row)
    return SavedOut(
        id=row.pk,
        name=row.name,
        query=row.query,
        filters={name: [str(value) for value in values] for name, values in row.filters.items()},
        shared=row.shared,
        mine=row.owner_id == person(request).pk,
        page="/?" + state.query_string(),
        updated_at=row.updated_at,
    )


@router.get("/saved-searches", response={200: list[SavedOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def saved_searches(request: HttpRequest) -> list[SavedOut]:
    """Mine and the shared ones, by name."""
    return [_saved_out(row, request) for row in visible_saved(person(request))]


@router.post("/saved-searches", response={201: SavedOut, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def save_search(request: HttpRequest, given: SavedIn) -> Status[SavedOut]:
    """Keep a search; one of mine with the same name is overwritten."""
    data = QueryDict(mutable=True)
    data["q"] = given.query
    for key, values in given.filters.items():
        data.setlist(key, values)
    state = SearchState.of(data)
    read_query(state.q, datetime.now(UTC))
    row = keep(actor_of(request), given.name, state.q, filters_of(state), shared=given.shared)
    return Status(201, _saved_out(row, request))


@router.delete("/saved-searches/{key}", response={204: None, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def forget_search(request: HttpRequest, key: Key) -> Status[None]:
    """Forget one of mine."""
    delete_search(actor_of(request), key)
    return Status(204, None)
