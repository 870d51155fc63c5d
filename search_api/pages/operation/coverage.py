"""The coverage of a day: what of each outlet is here, and why the rest is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rasad.operation.coverage.certificate import DayCertificate, certificates
from rasad.operation.coverage.words import REASONS, STATES, cause_words
from rasad.persian.dates.jalali import format_jalali, format_numeric, tehran_today
from rasad.search.query.date_spans import day_bounds


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """`/coverage?day=…&state=…`: the certificates of a day; without one, of yesterday's whole day."""
    now = datetime.now(UTC)
    today = tehran_today(now)
    day, wrong = _day(request.GET.get("day", ""), today, now)
    found = certificates(day, now)
    only = request.GET.get("state", "")
    counts = [(state, name, sum(one.state == state for one in found)) for state, name in STATES.items()]
    context = {
        "section": "coverage",
        "day": day,
        "day_text": format_numeric(day),
        "day_words": format_jalali(day, with_time=False, with_weekday=True),
        "before": format_numeric(day - timedelta(days=1)),
        "after": format_numeric(day + timedelta(days=1)) if day < today else "",
        "wrong": wrong,
        "only": only,
        "all": len(found),
        "counts": counts,
        "sums": {name: sum(getattr(one, name) for one in found) for name in _FIGURES},
        "rows": [_row(one) for one in found if not only or one.state == only],
    }
    return render(request, "search_api/coverage.html", context)


_FIGURES = ("announced", "fetched", "extracted", "stored", "indexed")


def _day(text: str, today: date, now: datetime) -> tuple[date, str]:
    """The day of the address, and what is wrong with it in Persian."""
    yesterday = today - timedelta(days=1)
    if not text.strip():
        return yesterday, ""
    span = day_bounds(text.strip()[:40], now)
    if span is None:
        return yesterday, "این تاریخ خوانده نشد؛ مانند ۱۴۰۵/۰۹/۱۰ بنویسید."
    day = tehran_today(span[0])
    return (day, "") if day <= today else (today, "این روز هنوز نیامده است.")


def _row(one: DayCertificate) -> dict[str, Any]:
    return {
        "one": one,
        "state": STATES[one.state],
        "causes": [(cause_words(cause), number) for cause, number in sorted(one.causes.items())],
        "reasons": [REASONS.get(reason, reason) for reason in one.reasons],
    }
