"""Where alerts may be sent: mail addresses and webhooks, added and closed by editors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from rasad.desk.alerts.target_addresses import Reachable
from rasad.desk.alerts.targets import add_target, set_target_open
from rasad.desk.errors import InvalidValueError
from rasad.desk.models import Target
from search_api.accounts.auth import actor_of
from search_api.accounts.permissions import permission_required
from settings.env import env


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("alert")
def targets(request: HttpRequest) -> HttpResponse:
    """`/targets`: the list, and a new one (editors)."""
    if request.method == "POST":
        return _make(request)
    return _page(request)


def _page(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    """The list and the form; after a fault with what was typed, but for the secret."""
    typed = {name: request.POST.get(name, "") for name in ("name", "kind", "address")}
    context = {
        "section": "alerts",
        "targets": Target.objects.select_related("owner").order_by("-active", "name", "pk"),
        "typed": typed,
        "fault": fault,
    }
    return render(request, "search_api/targets.html", context, status=status)


@permission_required("target")
def _make(request: HttpRequest) -> HttpResponse:
    reachable = Reachable(env().allow_nets, env().hosts)
    typed = {name: request.POST.get(name, "") for name in ("name", "kind", "address", "secret")}
    try:
        target = add_target(actor_of(request), **typed, reachable=reachable)
    except InvalidValueError as error:
        return _page(request, str(error), status=400)
    messages.success(request, f"مقصد «{target.name}» افزوده شد.")
    return redirect("targets")


@require_POST
@permission_required("target")
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Close a destination, or open it again."""
    target = set_target_open(actor_of(request), key, active=request.POST.get("do") == "open")
    messages.success(request, f"مقصد «{target.name}» {'باز' if target.active else 'بسته'} شد.")
    return redirect("targets")
