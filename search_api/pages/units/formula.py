"""`/units/formula`: the formula in force, its history, and a new version (admins)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rasad.desk.accounts.roles import may
from rasad.desk.errors import InvalidValueError, NotAllowedError
from rasad.desk.evaluation.formula_versions import (
    COMPONENTS,
    TIERS,
    FormulaValues,
    formula_for,
    save_formula,
    values_of,
)
from rasad.desk.evaluation.models import EvaluationFormula
from rasad.persian import fold
from rasad.persian.dates.jalali import tehran, tehran_today
from rasad.search.query.date_spans import day_bounds
from search_api.accounts.auth import actor_of, person


@require_http_methods(["GET", "HEAD", "POST"])
def formula(request: HttpRequest) -> HttpResponse:
    """The page; a POST writes a version."""
    values, fault, status = formula_for(tehran_today()), "", 200
    if request.method == "POST":
        if not may(person(request), "people"):
            raise NotAllowedError
        try:
            values = _values(request.POST)
            row = save_formula(actor_of(request), values)
        except InvalidValueError as error:
            fault, status = str(error), 400
        else:
            messages.success(request, f"نسخهٔ {row.number} فرمول ذخیره شد.")
            return redirect("units_formula")
    context = {
        "section": "units",
        "values": values,
        "fault": fault,
        "components": [
            (key, name, how, values.weights.get(key, 0.0)) for key, (name, how, _) in COMPONENTS.items()
        ],
        "tiers": [(tier, values.tier_points.get(tier, 0.0)) for tier in TIERS],
        "history": [
            (row, values_of(row))
            for row in EvaluationFormula.objects.select_related("by").order_by("-number")
        ],
        "can_change": may(person(request), "people"),
    }
    return render(request, "search_api/units/formula.html", context, status=status)


def _values(data: QueryDict) -> FormulaValues:
    span = day_bounds(data.get("valid_from", "")[:40], datetime.now(UTC))
    if span is None:
        raise InvalidValueError("valid_from", "day_invalid", "روز آغاز خوانده نشد؛ مانند ۱۴۰۵/۱۰/۰۱ بنویسید.")
    return FormulaValues(
        valid_from=tehran(span[0]).date(),
        weights={key: _number(data, f"weight-{key}") for key in COMPONENTS},
        tier_points={tier: _number(data, f"tier-{tier}") for tier in TIERS},
        prior_releases=_number(data, "prior_releases"),
        lag_hours=_number(data, "lag_hours"),
        least_releases=int(_number(data, "least_releases")),
        note=data.get("note", "").replace("\x00", "").strip(),
    )


def _number(data: QueryDict, name: str) -> float:
    text = fold(data.get(name, "")).replace("٫", ".").strip() or "0"
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 10_000:
        raise InvalidValueError(name, "number_invalid", f"«{text[:20]}» عدد نیست.")
    return found
