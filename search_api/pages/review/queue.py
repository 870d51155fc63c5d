"""The queue: what waits to be judged, a list beside the article that is read."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rasad.archive.models import Unit
from rasad.desk.review.models import Tone
from rasad.desk.review.queue import COUNTED, QueueScope, queue
from search_api.accounts.auth import person
from search_api.accounts.permissions import permission_required
from search_api.pages.articles.pane import pane_of
from search_api.pages.review.strip import choices_of, strips_of
from search_api.search.result_rows import articles_of, rows_of
from search_api.search.state import SearchState

ROWS = 40


@require_safe
@permission_required("review")
def page(request: HttpRequest) -> HttpResponse:
    """`/review?scope=…&unit=…`."""
    user = person(request)
    asked = request.GET.get("scope", QueueScope.NEW)
    scope = asked if asked in QueueScope.values else QueueScope.NEW.value
    unit = request.GET.get("unit", "").replace("\x00", "")[:64]
    found = Paginator(queue(user, scope, unit).values_list("pk", flat=True), ROWS)
    shown = found.get_page(request.GET.get("page"))
    articles = articles_of(list(shown))
    strips = strips_of(articles, user)
    base = {"unit": unit} if unit else {}
    context = choices_of(user) | {
        "section": "review",
        "scope": scope,
        "unit": unit,
        "units": Unit.objects.order_by("name"),
        "scopes": [
            {
                "label": one.label,
                "on": one.value == scope,
                "href": "?" + urlencode({"scope": one.value, **base}),
                "count": queue(user, one.value, unit).order_by()[:COUNTED].count(),
            }
            for one in QueueScope
        ],
        "rows": rows_of(articles, None, SearchState(), strips),
        "page": shown,
        "page_query": "?" + urlencode({"scope": scope, **base}) + "&",
        "pane": pane_of(articles[0], user) if articles else None,
        "tones": Tone.choices,
    }
    return render(request, "search_api/review/queue.html", context)
