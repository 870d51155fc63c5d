"""What people write for a unit's evaluation: key messages, a period's outcome."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from rasad.desk.evaluation.judgements import write_outcome
from rasad.desk.evaluation.messages import add_message, drop_message
from rasad.desk.evaluation.models import KeyMessage, UnitOutcome
from rasad.desk.evaluation.periods import period_of
from rasad.persian.dates.jalali import tehran_today
from search_api.accounts.auth import actor_of
from search_api.accounts.permissions import permission_required
from search_api.pages.acts import act_and_return, whole_number


def _page(request: HttpRequest, key: str) -> str:
    period = request.POST.get("period", "")[:40]
    return f"{reverse('unit', args=[key])}?{urlencode({'period': period})}"


@require_POST
@permission_required("evaluate")
def message(request: HttpRequest, key: str) -> HttpResponse:
    """A key message of a unit."""
    data = request.POST

    def act() -> KeyMessage:
        return add_message(actor_of(request), key, data.get("text", ""), data.get("query", ""))

    return act_and_return(request, act, _page(request, key), "پیام کلیدی افزوده شد.", "messages")


@require_POST
@permission_required("evaluate")
def message_drop(request: HttpRequest, key: str, message: int) -> HttpResponse:
    """Look for it no longer."""
    back = _page(request, key)
    return act_and_return(
        request, lambda: drop_message(actor_of(request), key, message), back, place="messages"
    )


@require_POST
@permission_required("evaluate")
def outcome(request: HttpRequest, key: str) -> HttpResponse:
    """A period's outcome, by hand."""
    data = request.POST
    try:
        period = period_of(data.get("period", "")[:40], tehran_today())
    except ValueError:
        messages.error(request, "دوره خوانده نشد.", extra_tags="error")
        return redirect("unit", key=key)

    def act() -> UnitOutcome | None:
        return write_outcome(
            actor_of(request), key, period, data.get("text", ""), data.get("evidence", ""),
            whole_number(data.get("version")),
        )  # fmt: skip

    return act_and_return(request, act, _page(request, key), "ذخیره شد.", "outcome")
