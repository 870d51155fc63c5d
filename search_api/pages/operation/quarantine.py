"""Items that a stage gave up on: why, the evidence, and another try."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.archive.jobs import replay
from rasad.archive.models import Quarantine
from rasad.desk.audit.log import note
from rasad.persian.dates.jalali import persian_digits
from search_api.accounts.auth import actor_of
from search_api.accounts.permissions import permission_required

MOST = 500  # rows replayed by one click


@require_safe
@permission_required("operate")
def quarantine(request: HttpRequest) -> HttpResponse:
    """`/quarantine`: open rows; `?stage=` and `?reason=` narrow."""
    open_rows = Quarantine.objects.filter(replayed_at=None)
    kinds = list(
        open_rows.order_by().values("stage", "reason").annotate(number=Count("pk")).order_by("-number")
    )
    stage, reason = request.GET.get("stage", ""), request.GET.get("reason", "")
    rows = open_rows.select_related("capture__outlet").order_by("-created_at")
    if stage:
        rows = rows.filter(stage=stage.replace("\x00", ""), reason=reason.replace("\x00", ""))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"section": "quarantine", "page": page, "kinds": kinds, "stage": stage, "reason": reason}
    return render(request, "search_api/quarantine.html", context)


@require_POST
@permission_required("operate")
def again(request: HttpRequest) -> HttpResponse:
    """Replay the chosen rows, or all of one stage and reason."""
    rows = Quarantine.objects.filter(replayed_at=None).order_by("created_at")
    if request.POST.get("all"):
        rows = rows.filter(stage=request.POST.get("stage", ""), reason=request.POST.get("reason", ""))
    else:
        rows = rows.filter(pk__in=[int(key) for key in request.POST.getlist("row") if key.isdecimal()][:MOST])
    number = replay(list(rows[:MOST]))
    note(actor_of(request), "quarantine.replay", request.POST.get("stage", "")[:20], rows=number)
    if number:
        messages.success(request, f"{persian_digits(number)} مورد دوباره در نوبت گذاشته شد.")
    else:
        messages.warning(request, "چیزی برگزیده نشد.")
    return redirect("quarantine")
