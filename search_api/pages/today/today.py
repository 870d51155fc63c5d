"""The first page: what is new since this person last looked, and what waits."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rasad.desk.bulletin.models import Bulletin
from rasad.desk.reading.seen import visit
from rasad.desk.reading.today import last_evening, today
from rasad.desk.replies.models import Reply
from rasad.persian.dates.jalali import format_numeric
from search_api.accounts.auth import person
from search_api.accounts.limits import READS
from search_api.pages.limited import limited
from search_api.pages.search.search import search
from search_api.search.state import SearchState


@require_safe
def front(request: HttpRequest) -> HttpResponseBase:
    """`/`: today; an address with a search in it, as they stood here once, is that search."""
    if SearchState.of(request.GET) != SearchState() or request.GET.keys() & {"q", "sort", "rows", "after"}:
        return search(request)
    return _today(request)


@limited(READS)
def _today(request: HttpRequest) -> HttpResponseBase:
    user = person(request)
    now = datetime.now(UTC)
    looked = visit(user, "today", now)
    since = looked or last_evening(now)
    figures = today(user.get_username(), since, now)
    start = format_numeric(since, with_time=True)
    page = reverse("search")
    draft = Bulletin.objects.filter(state=Bulletin.State.DRAFT).order_by("-pk").first()
    context = {
        "section": "today",
        "now": now,
        "looked": looked,
        "figures": figures,
        "new_href": f"{page}?{urlencode({'from': start})}",
        "articles_href": f"{page}?{urlencode({'from': start, 'rows': 'article'})}",
        "negative_href": f"{page}?{urlencode({'q': 'لحن:منفی -وضعیت:بسته', 'rows': 'article'})}",
        "reply_href": f"{page}?{urlencode({'status': 'to_reply', 'rows': 'article'})}",
        "mine_href": f"{reverse('review')}?scope=mine",
        "draft": draft,
        "draft_href": reverse("bulletin", args=[draft.pk]) if draft is not None else "",
        "overdue": Reply.objects.filter(state=Reply.State.WITH_UNIT, due_at__lt=now).count(),
        "overdue_href": reverse("replies"),
    }
    return render(request, "search_api/today.html", context)
