"""Two searches side by side."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rasad.persian.dates.jalali import format_numeric
from search_api.accounts.limits import READS
from search_api.pages.limited import limited
from search_api.search import search_request
from search_api.search.comparison import SearchComparison, compare
from search_api.search.state import SearchState

WIDTH, HEIGHT = 1000, 180  # of the drawing, scaled to the page


@require_safe
@limited(READS)
def comparison(request: HttpRequest) -> HttpResponse:
    """`/compare?q=…&vs=…`: shares of all that was published, day by day, drawn and as a table."""
    state = SearchState.of(request.GET)
    other = request.GET.get("vs", "").replace("\x00", "").strip()[:1000]
    context: dict[str, object] = {"section": "search", "state": state, "other": other, "found": None}
    status = 200
    if state.q and other:
        try:
            found = compare(state, other, datetime.now(UTC))
        except search_request.SearchRefusedError as error:
            context["fault"] = error.fault
            status = error.fault.status
        else:
            context |= {"found": found, "lines": _lines(found), "rows": _rows(found, state, other)}
    return render(request, "search_api/compare.html", context, status=status)


def _rows(found: SearchComparison, state: SearchState, other: str) -> list[dict[str, object]]:
    """The table, the newest day first; each count leads to its articles."""
    rows: list[dict[str, object]] = []
    for one in reversed(found.days):
        day = format_numeric(one.day)
        links = [
            "/search?" + state.change(q=query, start=day, end=day, rows="article").query_string()
            for query in (state.q, other)
        ]
        counts = list(zip(one.counts, one.shares, links, strict=True))
        rows.append({"day": one.day, "counts": counts, "published": one.published})
    return rows


def _lines(found: SearchComparison) -> list[str]:
    """The points of both lines; time runs right to left, as the text does."""
    peak = max((share for one in found.days for share in one.shares), default=0) or 1
    step = WIDTH / max(1, len(found.days) - 1)
    return [
        " ".join(
            f"{WIDTH - number * step:.1f},{HEIGHT - (HEIGHT - 8) * one.shares[which] / peak:.1f}"
            for number, one in enumerate(found.days)
        )
        for which in (0, 1)
    ]
