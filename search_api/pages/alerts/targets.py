"""Where alerts may be sent: mail addresses and webhooks, added and closed by editors."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from rasad.archive.addresses import AddressRefusedError, check_url
from rasad.desk.audit.log import note
from rasad.desk.models import Target
from search_api.accounts.auth import actor_of, person
from search_api.accounts.permissions import permission_required
from settings.env import env


class TargetRefusedError(ValueError):
    """The destination is not one we send to; the message is Persian and says what to write."""


def check_address(kind: str, address: str) -> None:
    """Refuse what could not or must not be sent to; names are resolved and checked again at sending."""
    if kind == Target.Kind.MAIL:
        try:
            validate_email(address)
        except ValidationError as error:
            raise TargetRefusedError("نشانی رایانامه درست نیست؛ مانند name@example.ir بنویسید.") from error
    elif kind == Target.Kind.WEBHOOK:
        try:
            check_url(address, env().allow_nets)
        except AddressRefusedError as error:
            raise TargetRefusedError("نشانی وب‌هوک باید http(s) و روی شبکهٔ همگانی باشد.") from error
        if urlsplit(address).scheme != "https" and not env().allow_nets:
            raise TargetRefusedError("نشانی وب‌هوک باید با https آغاز شود.")
    else:
        raise TargetRefusedError("گونهٔ مقصد را برگزینید: رایانامه یا وب‌هوک.")


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
        "targets": Target.objects.select_related("owner").order_by("-active", "name"),
        "typed": typed,
        "fault": fault,
    }
    return render(request, "search_api/targets.html", context, status=status)


@permission_required("target")
def _make(request: HttpRequest) -> HttpResponse:
    kind = request.POST.get("kind", "")
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())[:200]
    address = request.POST.get("address", "").replace("\x00", "").strip()[:500]
    try:
        check_address(kind, address)
        if not name:
            raise TargetRefusedError("نامی برای مقصد بنویسید.")
    except TargetRefusedError as error:
        return _page(request, str(error), status=400)
    row = Target.objects.create(
        name=name,
        kind=kind,
        address=address,
        secret=request.POST.get("secret", "").replace("\x00", "")[:200]
        if kind == Target.Kind.WEBHOOK
        else "",
        owner=person(request),
        shared=True,
    )
    note(actor_of(request), "target.make", f"target:{row.pk}", name=name, kind=kind)
    messages.success(request, f"مقصد «{name}» افزوده شد.")
    return redirect("targets")


@require_POST
@permission_required("target")
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Close a destination, or open it again; rows are kept, as deliveries point at them."""
    row = get_object_or_404(Target, pk=key)
    row.active = request.POST.get("do") == "open"
    row.save(update_fields=["active"])
    note(
        actor_of(request), "target.open" if row.active else "target.close", f"target:{row.pk}", name=row.name
    )
    messages.success(request, f"مقصد «{row.name}» {'باز' if row.active else 'بسته'} شد.")
    return redirect("targets")
