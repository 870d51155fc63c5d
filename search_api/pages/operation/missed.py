"""«این خبر را ندیدید»: reporting an address that was missed, and what became of each."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.desk.accounts.roles import may
from rasad.desk.errors import InvalidValueError
from rasad.desk.missed.acts import report_missed
from rasad.desk.models import MissedItem
from rasad.operation.coverage.words import cause_words
from search_api.accounts.auth import actor_of
from search_api.accounts.permissions import permission_required

_SENTENCES = {
    "here": "این مطلب ثبت شده است.",
    "late": "این مطلب ثبت شده، ولی دیر رسیده است.",
    "pending": "رسانه آن را اعلام کرده و در راه است.",
    "never_announced": "در هیچ خوراک و فهرستی نبود؛ هم‌اکنون در نوبت دریافت گذاشته شد.",
    "lost": "اعلام شده ولی گرفته نشده است؛ علت در سطر آن است.",
    "filtered": "گرفته شده ولی کنار گذاشته شده است؛ علت در سطر آن است.",
    "no_outlet": "رسانهٔ آن در فهرست رسانه‌ها نیست.",
    "not_read": "این رسانه اکنون گردآوری نمی‌شود.",
}


@require_safe
def missed(request: HttpRequest) -> HttpResponse:
    """`/missed`: the cases, open ones first."""
    rows = MissedItem.objects.select_related("outlet").order_by("-open", "-at", "-pk")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {
        "section": "coverage",
        "page": page,
        "rows": [{"item": item, "cause": cause_words(item.cause)} for item in page],
        "can_report": may(request.user, "correct"),
        "url": request.GET.get("url", "")[:2000],
    }
    return render(request, "search_api/missed.html", context)


@require_POST
@permission_required("correct")
def report(request: HttpRequest) -> HttpResponse:
    """Say that an address was missed."""
    try:
        item = report_missed(actor_of(request), request.POST.get("url", ""), request.POST.get("note", ""))
    except InvalidValueError as error:
        messages.error(request, str(error), extra_tags="error")
    else:
        messages.success(request, _SENTENCES[item.finding])
    return redirect("missed")
