"""The search page: everything in the address, the answer below the form swapped by htmx."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rasad.archive.articles.documents import document_of
from rasad.desk.accounts.roles import may
from rasad.desk.review.models import Tone
from rasad.search.errors import SearchError
from rasad.search.match import AnalysedArticle
from rasad.search.requests import Result, SearchRequest, list_field
from rasad.search.suggest.related import related_terms
from search_api import labels
from search_api.accounts.auth import person
from search_api.accounts.limits import READS
from search_api.pages.htmx import is_partial
from search_api.pages.limited import limited
from search_api.pages.review.strip import choices_of, strips_of
from search_api.pages.search import facets, histogram, hours
from search_api.pages.search.fresh import fresh_link
from search_api.search import search_request
from search_api.search.known_names import unknown_names
from search_api.search.result_rows import articles_of, rows_of
from search_api.search.state import SearchState, quick_dates

RELATED_FROM, RELATED = 40, 8  # stories read, words shown
RELATED_LEAST = 8  # stories; of fewer every word seems to go with every other


@require_safe
@limited(READS)
def search(request: HttpRequest) -> HttpResponse:
    """`/`: the newest stories, or the answer to a query."""
    state = SearchState.of(request.GET)
    now = datetime.now(UTC)
    partial = is_partial(request)
    user = person(request)
    context = (
        page_parts(state, now)
        | choices_of(user)
        | {
            "answer": answer(state, now, user),
            "tones": Tone.choices,
            "can_export": may(request.user, "export"),
            "partial": partial,
        }
    )
    template = "search_api/search.html#answer" if partial else "search_api/search.html"
    fault = context["answer"].get("error")
    # htmx does not swap error answers; a reader of the page sees the fault either way.
    status = 200 if partial or fault is None else fault.status
    response = render(request, template, context, status=status)
    response["Vary"] = "HX-Request, Cookie"
    response["Cache-Control"] = "private, no-cache"
    return response


def answer(state: SearchState, now: datetime, user: User) -> dict[str, Any]:
    """Rows, total, facets and chart of a search; or its `error`."""
    try:
        asked = search_request.request_of(state, now, facets=True, histogram="day")
        if hours.are_hours(asked.filters):
            asked = replace(asked, histogram="hour")
        result = search_request.run(asked)
    except search_request.SearchRefusedError as error:
        return {"error": error.fault}
    filters = asked.filters
    if asked.histogram == "hour":
        chart = hours.draw_hours(result.histogram, filters, state)
    else:
        chart = histogram.draw(histogram.daily(_of_days(asked, result), filters.start, filters.end), state)
    # Facets, like the chart, count articles; every article has one kind, so its facet adds up to all of them.
    articles = sum(count for _, count in result.facets.get("kind", ())) if asked.by_story else 0
    articles_found = articles_of([hit.id for hit in result.hits])
    strips = strips_of(articles_found, user)
    suggestion = search_request.did_you_mean(asked) if not result.total else ""
    return {
        "error": None,
        "rows": rows_of(articles_found, asked.query, state, strips),
        "unknown": unknown_names(asked.query, state.q) if asked.query and not result.total else [],
        "total": result.total,
        "total_exact": result.total_exact,
        "articles": articles,
        "articles_href": "?" + state.change(rows="article").query_string(),
        "fresh_href": fresh_link(state, result.total) if not state.after else "",
        "next_href": "?" + state.change(after=result.next_after).query_string() if result.next_after else "",
        "facets": facets.facet_links(_own_facets(asked, result), state),
        "chart": chart,
        "suggestion": suggestion,
        "suggestion_href": "?" + state.change(q=suggestion).query_string() if suggestion else "",
    }


def _own_facets(asked: SearchRequest, result: Result) -> dict[str, list[tuple[str, int]]]:
    """Facets with each counted as if nothing of itself were chosen, so that a second value can be."""
    found = dict(result.facets)
    for key in asked.filters.keys:
        none: dict[str, Any] = {list_field(key): ()}
        wider = replace(asked.filters, **none)
        plain = replace(asked, filters=wider, size=0, after=None, by_story=False, histogram=None, facets=True)
        found[key] = search_request.run(plain).facets.get(key, [])
    return found


def _of_days(asked: SearchRequest, result: Result) -> list[tuple[datetime, int]]:
    """Counts of days; where so many years were counted in weeks or months, of the last days alone."""
    if result.histogram_unit in (None, "day"):
        return result.histogram
    last = max(start for start, count in result.histogram if count)
    filters = asked.filters
    start = max(filter(None, (filters.start, last - timedelta(days=histogram.MAX_BARS))))
    narrow = replace(filters, start=start)
    return search_request.run(
        replace(asked, filters=narrow, size=1, after=None, by_story=False, facets=False)
    ).histogram


def page_parts(state: SearchState, now: datetime) -> dict[str, Any]:
    """The links around the answer: quick dates, what is chosen, order, next page."""
    quick = [
        {
            "label": label,
            "active": (state.start, state.end) == (start, end),
            "href": "?" + state.change(start=start, end=end).query_string(),
        }
        for label, start, end in quick_dates(now)
    ]
    rows = {"story": "سوژه‌ها", "article": "مطلب‌ها"}
    return {
        "section": "search",
        "state": state,
        "now": now,
        "quick_dates": quick,
        "chips": facets.chips(state),
        "clear_href": "?" + SearchState(q=state.q, sort=state.sort, rows=state.rows).query_string(),
        "first_href": "?" + state.change().query_string(),
        "rule_href": facets.rule_link(state),
        "export_query": state.change().query_string(),
        "sort_options": [
            {"label": label, "on": state.sort == key, "href": "?" + state.change(sort=key).query_string()}
            for key, label in labels.SORTS.items()
        ],
        "row_options": [
            {"label": label, "on": state.rows == key, "href": "?" + state.change(rows=key).query_string()}
            for key, label in rows.items()
        ],
    }


@require_safe
@limited(READS)
def related(request: HttpRequest) -> HttpResponse:
    """`/related?…`: words that go with a search, as links that add them; asked for after the page."""
    state = SearchState.of(request.GET)
    terms: list[dict[str, str]] = []
    try:
        asked = search_request.request_of(state.change(rows="story"), datetime.now(UTC), size=RELATED_FROM)
        if asked.query is not None and not asked.query.everything:
            hits = [hit.id for hit in search_request.run(asked).hits]
            few = len(hits) < RELATED_LEAST
            analysed = [] if few else [AnalysedArticle(document_of(one)) for one in articles_of(hits)]
            for word, _score in related_terms(search_request.searcher(), asked.query, analysed, RELATED):
                wider = state.change(q=f"({state.q}) {word}")
                terms.append({"word": word, "href": reverse("search") + "?" + wider.query_string()})
    except (search_request.SearchRefusedError, SearchError):
        terms = []
    return render(request, "search_api/related.html", {"terms": terms})
