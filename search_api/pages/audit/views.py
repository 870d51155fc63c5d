"""The audit log: who did what, from where."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rasad.desk.models import AuditEntry
from search_api import operation_labels
from search_api.accounts.permissions import permission_required


@require_safe
@permission_required("people")
def audit_log(request: HttpRequest) -> HttpResponse:
    """`/audit`: who did what."""
    entries = AuditEntry.objects.order_by("-at", "-pk")
    for name in ("actor", "action"):
        if value := request.GET.get(name, "").replace("\x00", ""):
            entries = entries.filter(**{name: value})
    page = Paginator(entries, 100).get_page(request.GET.get("page"))
    rows = []
    for entry in page:
        subject, href = operation_labels.subject(entry.subject)
        rows.append(
            {
                "entry": entry,
                "subject": subject,
                "href": href,
                "details": operation_labels.details(entry.detail),
            }
        )
    narrowed = {name: request.GET[name] for name in ("actor", "action") if request.GET.get(name)}
    context = {"section": "audit", "page": page, "rows": rows, "narrowed": urlencode(narrowed)}
    return render(request, "search_api/audit.html", context)
