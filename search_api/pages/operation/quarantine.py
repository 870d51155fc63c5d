"""Items that a stage gave up on: why, the evidence, and another try."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.archive.models import Quarantine
from rasad.desk.operation.quarantine import MOST, replay_reason, replay_rows
from rasad.persian.dates.jalali import persian_digits
from search_api.accounts.auth import actor_of
from search_api.accounts.permissions import permission_required


@require_safe
@permission_required("operate")
def quarantine(request: HttpRequest) -> HttpResponse:
    """`/quarantine`: open rows; `?stage=` and `?reason=` narrow."""
    open_rows = Quarantine.objects.filter(replayed_at=None)
    kinds = list(
        open_rows.order_by()
        .values("stage", "reason")
        .annotate(number=Count("pk"))
        .order_by("-number", "stage", "reason")
    )
    stage, reason = request.GET.get("stage", ""), request.GET.get("reason", "")
    rows = open_rows.select_related("capture__outlet").order_by("-created_at", "-pk")
    if stage:
        rows = rows.filter(stage=stage.replace("\x00", ""), reason=reason.replace("\x00", ""))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"section": "quarantine", "page": page, "kinds": kinds, "stage": stage, "reason": reason}
    return render(request, "search_api/quarantine.html", context)


@require_POST
@permission_required("operate")
def again(request: HttpRequest) -> HttpResponse:
    """Replay the chosen rows, or all of one stage and reason."""
    actor = actor_of(request)
    if request.POST.get("all"):
        stage, reason = (request.POST.get(name, "").replace("\x00", "") for name in ("stage", "reason"))
        number = replay_reason(actor, stage, reason)
    else:
        keys = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 16]
        number = replay_rows(actor, keys[:MOST])
    if number:
        messages.success(request, f"{persian_digits(number)} مورد دوباره در نوبت گذاشته شد.")
    else:
        messages.warning(request, "چیزی برگزیده نشد.")
    return redirect("quarantine")
