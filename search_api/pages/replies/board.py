"""`/replies`: the board, overdue first; a reply begun from an article."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from rasad.archive.models import Unit
from rasad.desk.accounts.roles import may
from rasad.desk.errors import InvalidValueError
from rasad.desk.replies.acts import OPEN, need_reply
from rasad.desk.replies.models import Reply
from rasad.desk.replies.working_time import WorkCalendar, working_calendar
from search_api.accounts.auth import actor_of, person
from search_api.accounts.permissions import permission_required

PER_COLUMN = 100


@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """The board; `?unit=` one unit's, `?state=closed` what is done."""
    rows = Reply.objects.select_related("article__outlet", "unit")
    unit = request.GET.get("unit", "")[:64]
    if unit:
        rows = rows.filter(unit=unit)
    now, calendar = timezone.now(), working_calendar()
    columns = [_column(state, rows, now, calendar) for state in (*OPEN, Reply.State.CLOSED)]
    context = {
        "section": "replies",
        "columns": columns,
        "units": Unit.objects.order_by("name"),
        "unit": unit,
        "late": sum(card["overdue"] for _state, _label, cards in columns for card in cards),
        "can_reply": may(person(request), "reply"),
    }
    return render(request, "search_api/replies/board.html", context)


def _column(
    state: Reply.State, rows: QuerySet[Reply], now: datetime, calendar: WorkCalendar
) -> tuple[str, str, list[dict[str, Any]]]:
    """A state with its replies: overdue ones first; of what is done, the newest."""
    done = state in (Reply.State.PUBLISHED, Reply.State.CLOSED)
    order = ("-updated_at",) if done else ("due_at", "-created_at")
    cards = [_card(one, now, calendar) for one in rows.filter(state=state).order_by(*order)[:PER_COLUMN]]
    return state.value, str(state.label), sorted(cards, key=lambda card: not card["overdue"])


def _card(reply: Reply, now: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """A reply with its clock: working hours that are left, or that it is late by."""
    waits = reply.state == Reply.State.WITH_UNIT and reply.due_at is not None
    overdue = bool(waits and reply.due_at and reply.due_at < now)
    left = None
    if waits and reply.due_at:
        left = (
            calendar.hours_between(reply.due_at, now)
            if overdue
            else calendar.hours_between(now, reply.due_at)
        )
    return {"reply": reply, "overdue": overdue, "left": left}


@require_POST
@permission_required("reply")
def need(request: HttpRequest) -> HttpResponse:
    """Note that an article wants an answer."""
    article = request.POST.get("article", "")[:32]
    try:
        made = need_reply(actor_of(request), article, request.POST.get("unit", "")[:64])
    except InvalidValueError as error:
        messages.error(request, str(error), extra_tags="error")
        standing = Reply.objects.filter(article=article, state__in=OPEN).first()
        return redirect("reply", key=standing.pk) if standing else redirect("replies")
    return redirect("reply", key=made.pk)
