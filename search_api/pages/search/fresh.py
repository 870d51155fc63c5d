"""How many came to a search since it was shown: asked by the page every while, without loading it again."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from search_api.accounts.limits import READS
from search_api.pages.limited import limited
from search_api.search import search_request
from search_api.search.state import SearchState


def fresh_link(state: SearchState, known: int) -> str:
    """The address that says what came since `known` rows were there."""
    return reverse("search_fresh") + "?" + urlencode([*state.pairs(), ("known", str(known))])


@require_safe
@limited(READS)
def fresh(request: HttpRequest) -> HttpResponse:
    """`/search/fresh?…&known=…`: a bar with the number, or the same empty bar that asks again."""
    state = SearchState.of(request.GET)
    given = request.GET.get("known", "")
    known = int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
    more = 0
    try:
        asked = search_request.request_of(state, datetime.now(UTC), size=1)
        more = max(0, search_request.run(asked).total - known)
    except search_request.SearchRefusedError:
        more = 0
    context = {
        "more": more,
        "href": reverse("search") + "?" + state.query_string(),
        "ask": fresh_link(state, known),
    }
    return render(request, "search_api/fresh.html", context)
