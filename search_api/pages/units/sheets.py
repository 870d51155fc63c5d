"""Sheets for the meeting: the league as a workbook, league and scorecards as PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from rasad.archive.models import Unit
from rasad.desk.audit.log import note_reading
from rasad.desk.documents.pdf import print_pdf
from rasad.desk.documents.tasks import MadeFile, Progress, start_task
from rasad.desk.evaluation.evaluations import evaluate
from rasad.desk.evaluation.league_workbook import MEDIA_TYPE, league_workbook
from rasad.desk.evaluation.models import UnitOutcome
from rasad.desk.evaluation.periods import Period, period_of
from rasad.desk.evaluation.report import league_html, scorecard_html
from rasad.persian.dates.jalali import tehran_today
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import EXPORTS
from search_api.accounts.permissions import permission_required
from search_api.pages.limited import limited
from search_api.pages.tasks.views import file_response
from search_api.pages.units.units import period_asked


@require_safe
@permission_required("export")
@limited(EXPORTS)
def league_file(request: HttpRequest) -> HttpResponse:
    """The workbook from which a unit recomputes its place."""
    found = evaluate(period_asked(request))
    data = league_workbook(found.cards, found.facts, found.means, found.formula, found.period)
    note_reading(actor_of(request), "export.league", period=found.period.key)
    return file_response(data, f"rasad-units-{found.period.key}.xlsx", MEDIA_TYPE)


def _period(request: HttpRequest) -> Period:
    try:
        return period_of(request.POST.get("period", "")[:40], tehran_today())
    except ValueError as error:
        raise Http404("period") from error


@require_POST
@permission_required("export")
@limited(EXPORTS)
def league_sheet(request: HttpRequest) -> HttpResponse:
    """The league as PDF."""
    period = _period(request)

    def work(progress: Progress) -> MadeFile:
        progress.step("شمردن خبرها و بازتاب‌ها", 0, 2)
        found = evaluate(period)
        progress.step("ساختن PDF", 1, 2)
        data = print_pdf(league_html(found.cards, found.formula, period), progress.is_cancelled)
        return MadeFile(f"rasad-units-{period.key}.pdf", "application/pdf", data)

    back = f"/units?period={period.key}"
    return redirect("task", key=start_task(person(request), f"ارزیابی واحدها، {period.name}", work, back).pk)


@require_POST
@permission_required("export")
@limited(EXPORTS)
def unit_sheet(request: HttpRequest, key: str) -> HttpResponse:
    """A scorecard as PDF."""
    row, period = Unit.objects.filter(pk=key).first(), _period(request)
    if row is None:
        raise Http404(key)

    def work(progress: Progress) -> MadeFile:
        progress.step("شمردن خبرها و بازتاب‌ها", 0, 2)
        found = evaluate(period)
        outcome = UnitOutcome.objects.filter(
            unit=key, first_day=period.first_day, last_day=period.last_day
        ).first()
        html = scorecard_html(
            found.card(key), found.before(key), found.facts_of(key), outcome, found.formula, period
        )
        progress.step("ساختن PDF", 1, 2)
        return MadeFile(
            f"rasad-{key}-{period.key}.pdf", "application/pdf", print_pdf(html, progress.is_cancelled)
        )

    back = f"/units/{key}?period={period.key}"
    return redirect("task", key=start_task(person(request), f"{row.name}، {period.name}", work, back).pk)
