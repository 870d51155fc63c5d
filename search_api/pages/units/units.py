"""`/units`: the league of a period; `/units/<key>`: a unit's scorecard and ledger."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rasad.archive.models import Unit
from rasad.desk.accounts.roles import may
from rasad.desk.evaluation.evaluations import Evaluation, evaluate
from rasad.desk.evaluation.metric_rows import metric_rows
from rasad.desk.evaluation.models import CoverageJudgement, KeyMessage, UnitOutcome
from rasad.desk.evaluation.periods import Period, choices, days_period, period_of
from rasad.desk.evaluation.report import league_rows
from rasad.persian.dates.jalali import tehran, tehran_today
from rasad.search.query.date_spans import day_bounds
from search_api.accounts.auth import person
from search_api.accounts.limits import READS
from search_api.pages.limited import limited


def period_asked(request: HttpRequest) -> Period:
    """The period of the address, `period` or `from` and `to`; this month for what names none."""
    from datetime import UTC, datetime

    data, today, now = request.GET, tehran_today(), datetime.now(UTC)
    try:
        if data.get("from") or data.get("to"):
            spans = [day_bounds(data.get(name, "")[:40], now) for name in ("from", "to")]
            if spans[0] is None or spans[1] is None:
                raise ValueError("day")
            return days_period(tehran(spans[0][0]).date(), tehran(spans[1][0]).date())
        return period_of(data.get("period", "")[:40], today)
    except ValueError:
        text = "دوره خوانده نشد؛ ماه جاری نشان داده می‌شود. روزها را مانند ۱۴۰۵/۰۹/۰۱ بنویسید."
        messages.error(request, text, extra_tags="error")
        return period_of("", today)


def _common(request: HttpRequest, found: Evaluation) -> dict[str, Any]:
    user = person(request)
    return {
        "section": "units",
        "period": found.period,
        "periods": choices(tehran_today()),
        "formula": found.formula,
        "can_evaluate": may(user, "evaluate"),
        "can_export": may(user, "export"),
    }


@require_safe
@limited(READS)
def league_page(request: HttpRequest) -> HttpResponse:
    """The league."""
    found = evaluate(period_asked(request))
    context = _common(request, found) | {"rows": league_rows(found.cards)}
    return render(request, "search_api/units/league.html", context)


@require_safe
@limited(READS)
def unit(request: HttpRequest, key: str) -> HttpResponse:
    """A unit."""
    row = Unit.objects.filter(pk=key).first()
    if row is None:
        raise Http404(key)
    found = evaluate(period_asked(request))
    card, before = found.card(key), found.before(key)
    period = found.period
    outcome = UnitOutcome.objects.filter(
        unit=row, first_day=period.first_day, last_day=period.last_day
    ).first()
    context = _common(request, found) | {
        "unit": row,
        "card": card,
        "league_row": league_rows([card])[0],
        "metrics": metric_rows(card, before),
        "releases": found.facts_of(key).releases,
        "key_messages": KeyMessage.objects.filter(unit=row, active=True).order_by("pk"),
        "outcome": outcome,
        "verdicts": CoverageJudgement.Verdict.choices,
    }
    return render(request, "search_api/units/unit.html", context)
