"""Attributions that want a person's look, and the rules that corrections suggest."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.archive.articles.city_rules import rules
from rasad.desk.accounts.roles import may
from rasad.desk.attribution.proposals import accept, proposals
from rasad.desk.attribution.weak import weak_attributions
from rasad.desk.errors import GoneError, InvalidValueError
from rasad.desk.review.corrections import correct_article
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import READS
from search_api.accounts.permissions import permission_required
from search_api.pages.articles.evidence import sentences_of
from search_api.pages.limited import limited

PER_PAGE = 30


@require_safe
@permission_required("correct")
@limited(READS)
def attributions(request: HttpRequest) -> HttpResponse:
    """`/attributions`: weak ones, newest first; `?proposals=1` also works out what corrections suggest."""
    page = Paginator(weak_attributions(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row.article, sentences_of(row.article, [row])[0]) for row in page]
    suggested = proposals() if request.GET.get("proposals") else []
    names = rules.current().names_of([one.key for one in suggested])
    context = {
        "section": "review",
        "page": page,
        "rows": rows,
        "asked": bool(request.GET.get("proposals")),
        "proposals": [(one, names.get(one.key, one.key)) for one in suggested],
        "can_operate": may(request.user, "operate"),
    }
    return render(request, "search_api/attributions.html", context)


@require_POST
@permission_required("correct")
def judge(request: HttpRequest) -> HttpResponse:
    """Confirm or take away one attribution."""
    kind, _, value = request.POST.get("label", "").partition(":")
    field = f"{kind}{'+' if request.POST.get('right') else '-'}"
    try:
        correct_article(actor_of(request), request.POST.get("article", "")[:32], field, value)
    except (InvalidValueError, GoneError) as error:
        messages.error(request, str(error), extra_tags="error")
    return redirect("attributions")


@require_POST
@permission_required("operate")
def accept_proposal(request: HttpRequest) -> HttpResponse:
    """Keep a proposed rule."""
    known = {(one.kind, one.key, one.role, one.phrase) for one in proposals()}
    chosen = tuple(request.POST.get(name, "") for name in ("kind", "key", "role", "phrase"))
    if chosen in known:
        accept(actor_of(request), *chosen)
        messages.success(request, "قاعده ثبت شد؛ مطلب‌های تازه با آن سنجیده می‌شوند.")
    else:
        messages.warning(request, "این پیشنهاد دیگر نیست.")
    return redirect("attributions")
