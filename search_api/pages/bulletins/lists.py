"""`/bulletins`: today's drafts, new ones, the archive."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.bulletin.drafts import make_draft
from rasad.desk.bulletin.models import Bulletin, BulletinPick, BulletinTemplate
from rasad.desk.bulletin.templates import ensure_templates
from rasad.persian.dates.jalali import tehran
from rasad.search.query.date_spans import day_bounds
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import WRITES
from search_api.accounts.permissions import permission_required
from search_api.pages.acts import whole_number
from search_api.pages.limited import limited

PER_PAGE = 30


@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """Drafts first, then what was issued, the newest first."""
    ensure_templates()
    rows = Bulletin.objects.select_related("template", "by", "issued_by").annotate(
        entries=Count("items", distinct=True)
    )
    issued = rows.filter(state=Bulletin.State.ISSUED).order_by("-issued_at", "-pk")
    page = Paginator(issued.defer("content"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "bulletins",
        "drafts": rows.filter(state=Bulletin.State.DRAFT).order_by("-day", "-pk")[:50],
        "page": page,
        "templates": BulletinTemplate.objects.filter(active=True).order_by("pk"),
        "picks": BulletinPick.objects.count(),
    }
    return render(request, "search_api/bulletins/list.html", context)


@require_POST
@permission_required("bulletin")
@limited(WRITES)
def make(request: HttpRequest) -> HttpResponse:
    """A draft of a template for a day, today without one."""
    day = _day(request.POST.get("day", ""))
    key = whole_number(request.POST.get("template"), 0) or 0
    if request.POST.get("day", "").strip() and day is None:
        text = "تاریخ خوانده نشد؛ مانند ۱۴۰۵/۰۹/۱۰ بنویسید."
        messages.error(request, text, extra_tags="error")
        return redirect("bulletins")
    made = make_draft(actor_of(request), key, day)
    return redirect("bulletin", key=made.pk)


def _day(text: str) -> date | None:
    span = day_bounds(text.strip(), datetime.now(UTC)) if text.strip() else None
    return tehran(span[0]).date() if span else None
