"""The outbox of alerts: what was sent, what waits, what never arrived."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.access import visible_deliveries
from rasad.desk.accounts.roles import may
from rasad.desk.alerts.delivery.resending import resend
from rasad.desk.models import Delivery
from rasad.persian.dates.jalali import persian_digits
from search_api.accounts.auth import actor_of, person
from search_api.accounts.permissions import permission_required


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """`/deliveries`: the outbox; `?state=dead` are those that never arrived."""
    found = (
        visible_deliveries(person(request))
        .select_related("target", "match__rule")
        .order_by("-created_at", "-pk")
    )
    counts = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    state = request.GET.get("state", "")
    if state in Delivery.State.values:
        found = found.filter(state=state)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "section": "alerts",
        "page": page,
        "counts": [(value, counts.get(value, 0)) for value in Delivery.State.values if counts.get(value)],
        "all": sum(counts.values()),
        "dead": counts.get(Delivery.State.DEAD, 0),
        "state": state,
        "can_operate": may(request.user, "operate"),
    }
    return render(request, "search_api/deliveries.html", context)


@require_POST
@permission_required("operate")
def retry(request: HttpRequest) -> HttpResponse:
    """Send dead letters again, under their old keys."""
    keys = [int(key) for key in request.POST.getlist("delivery") if key.isdecimal() and len(key) < 16]
    number = resend(actor_of(request), None if request.POST.get("all") else keys)
    if number:
        messages.success(request, f"{persian_digits(number)} پیام دوباره در نوبت گذاشته شد.")
    else:
        messages.warning(request, "پیامی برگزیده نشد.")
    return redirect("deliveries")
