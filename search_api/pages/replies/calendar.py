"""`/replies/calendar`: working hours and holidays, by which deadlines are counted."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from rasad.desk.accounts.roles import may
from rasad.desk.errors import InvalidValueError, NotAllowedError
from rasad.desk.replies.calendar import fill_holidays, set_holiday, set_hours, take_off
from rasad.desk.replies.models import Holiday
from rasad.desk.replies.working_time import working_calendar
from rasad.persian import fold
from rasad.persian.dates.jalali import WEEKDAYS, from_jalali, tehran, tehran_today, to_jalali
from rasad.search.query.date_spans import day_bounds
from search_api.accounts.auth import actor_of, person
from search_api.accounts.permissions import permission_required
from search_api.pages.acts import act_and_return, whole_number


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The page; a POST writes the hours."""
    if request.method == "POST":
        if not may(person(request), "issue"):
            raise NotAllowedError
        back = reverse("reply_calendar")
        return act_and_return(
            request, lambda: set_hours(actor_of(request), _hours(request)), back, "ذخیره شد."
        )
    year = whole_number(fold(request.GET.get("year", "")), to_jalali(tehran_today()).year) or 1400
    year = min(1450, max(1380, year))
    hours = working_calendar().hours
    context = {
        "section": "replies",
        "year": year,
        "days": [(number, name, hours.get(number)) for number, name in enumerate(WEEKDAYS)],
        "holidays": Holiday.objects.filter(
            day__gte=from_jalali(year, 1, 1), day__lt=from_jalali(year + 1, 1, 1)
        ).order_by("day"),
        "can_change": may(person(request), "issue"),
    }
    return render(request, "search_api/replies/calendar.html", context)


def _hours(request: HttpRequest) -> dict[int, tuple[time, time]]:
    found = {}
    for number in range(7):
        texts = [fold(request.POST.get(f"{edge}-{number}", "")).strip() for edge in ("from", "to")]
        if not any(texts):
            continue
        try:
            begin, end = (time.fromisoformat(text.zfill(5)) for text in texts)
        except ValueError:
            message = f"ساعت {WEEKDAYS[number]} خوانده نشد؛ مانند ۰۷:۳۰ بنویسید."
            raise InvalidValueError("hours", "clock_invalid", message) from None
        found[number] = (begin, end)
    return found


@require_POST
@permission_required("issue")
def fill(request: HttpRequest) -> HttpResponse:
    """Add the public holidays of a year."""
    year = whole_number(fold(request.POST.get("year", "")), 0) or 0
    back = f"{reverse('reply_calendar')}?year={year}"
    done = "تعطیلی‌های رسمی افزوده شد؛ روزهای قمری تخمینی‌اند و باید با تقویم رسمی سنجیده شوند."
    return act_and_return(request, lambda: fill_holidays(actor_of(request), year), back, done)


@require_POST
@permission_required("issue")
def day(request: HttpRequest) -> HttpResponse:
    """A day that differs, or one that differs no more."""
    data, back = request.POST, reverse("reply_calendar")
    span = day_bounds(data.get("day", "")[:40], datetime.now(UTC))
    if span is None:
        messages.error(request, "روز خوانده نشد؛ مانند ۱۴۰۵/۰۱/۱۳ بنویسید.", extra_tags="error")
        return redirect(back)
    found = tehran(span[0]).date()
    back = f"{back}?year={to_jalali(found).year}"

    def act() -> None:
        if data.get("do") == "remove":
            take_off(actor_of(request), found)
        else:
            set_holiday(actor_of(request), found, data.get("name", ""), works=bool(data.get("works")))

    return act_and_return(request, act, back, "ذخیره شد.")
