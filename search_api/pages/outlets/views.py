"""Outlets: how each is doing; pausing with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.archive.models import Article, Feed, Outlet
from rasad.desk.accounts.roles import may
from rasad.desk.errors import InvalidValueError
from rasad.desk.operation.outlets import pause_outlet, resume_outlet
from rasad.operation.outlet_health.figures import age
from rasad.operation.outlet_health.figures import outlets as outlet_figures
from rasad.persian.dates.jalali import TEHRAN, tehran_today
from search_api.accounts.auth import actor_of
from search_api.accounts.permissions import permission_required
from search_api.search.state import SearchState, day_text

_NO_FIGURES = {
    "recall": None,
    "failures": 0,
}  # of an outlet that is not crawled: imported, or out of the list
DAYS = 7  # of articles counted for each outlet, today's among them


@require_safe
def outlets(request: HttpRequest) -> HttpResponse:
    """`/outlets`: state, last capture, last article, failures, the articles of the last days."""
    now = datetime.now(UTC)
    figures = {row["outlet"]: row for row in outlet_figures(now)}
    first_day = tehran_today(now) - timedelta(days=DAYS - 1)
    since = datetime.combine(first_day, time.min, TEHRAN)
    # By publication in whole Tehran days, as the search behind the number counts.
    week = dict(
        Article.objects.filter(at__gte=since, at__lte=now)
        .order_by()
        .values_list("outlet")
        .annotate(number=Count("pk"))
    )
    rows: list[dict[str, Any]] = [
        {
            "outlet": found,
            "week": week.get(found.pk, 0),
            "week_href": "/?" + _week_of(found.pk, first_day, now).query_string(),
            "figures": figures.get(found.pk, _NO_FIGURES),
        }
        for found in Outlet.objects.select_related("unit").order_by("name", "pk")
    ]
    for row in rows:
        row["state"] = _state(row["outlet"], row["figures"], now)
    only = request.GET.get("state", "")
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    context = {
        "section": "outlets",
        "rows": [row for row in rows if (row["state"] == only if only else row["state"] != "wanted")],
        "all": len(rows),
        "counts": counts,
        "only": only,
        "can_operate": may(request.user, "operate"),
    }
    return render(request, "search_api/outlets.html", context)


def _week_of(key: str, first_day: date, now: datetime) -> SearchState:
    return SearchState(outlets=(key,), rows="article", start=day_text(first_day), end=day_text(now))


def _state(found: Outlet, figures: dict[str, Any], now: datetime) -> str:
    """One word: paused, gone (not in YAML), wanted (nothing is polled), failing, silent, new, well."""
    if found.paused:
        return "paused"
    if not found.defined:
        return "gone"
    if figures.get("failures", 0) >= 3:
        return "failing"
    quiet = age(found.last_capture_at, now)
    if figures.get("feeds") == 0 and (quiet is None or quiet > 24 * 3600):
        return "wanted"
    if quiet is None:
        return "new"
    return "silent" if figures.get("silent") else "well"


@require_safe
def outlet(request: HttpRequest, key: str) -> HttpResponse:
    """`/outlets/<key>`: its feeds with their polling."""
    found = get_object_or_404(Outlet.objects.select_related("unit"), pk=key)
    context = {
        "section": "outlets",
        "outlet": found,
        "feeds": Feed.objects.filter(outlet=found).order_by("-enabled", "kind", "url"),
        "articles": Article.objects.filter(outlet=found).count(),
        "newest": Article.objects.filter(outlet=found).order_by("-at", "-arrival").defer("body")[:10],
        "can_operate": may(request.user, "operate"),
    }
    return render(request, "search_api/outlet.html", context)


@require_POST
@permission_required("operate")
def pause(request: HttpRequest, key: str) -> HttpResponse:
    """Pause with a reason, or go on."""
    actor = actor_of(request)
    if request.POST.get("do") == "resume":
        found = resume_outlet(actor, key)
        messages.success(request, f"گردآوری «{found.name}» از سر گرفته شد.")
        return redirect("outlet", key=key)
    try:
        found = pause_outlet(actor, key, request.POST.get("reason", ""))
    except InvalidValueError as error:
        messages.error(request, str(error), extra_tags="error")
    else:
        messages.success(request, f"گردآوری «{found.name}» متوقف شد.")
    return redirect("outlet", key=key)
