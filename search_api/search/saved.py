"""A saved search between its record and the address bar."""

from __future__ import annotations

from django.http import QueryDict

from rasad.desk.models import SavedSearch
from search_api.search.state import SearchState


def filters_of(state: SearchState) -> dict[str, object]:
    """What of a search the record holds besides the query: as its address says it, name to values."""
    data = QueryDict(state.query_string())
    return {name: data.getlist(name) for name in data if name not in ("q", "after")}


def state_of(saved: SavedSearch) -> SearchState:
    """The search of a record."""
    data = QueryDict(mutable=True)
    data["q"] = saved.query
    for name, values in saved.filters.items():
        data.setlist(name, [str(value) for value in values] if isinstance(values, list) else [str(values)])
    return SearchState.of(data)
