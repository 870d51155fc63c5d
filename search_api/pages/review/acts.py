"""Forms that judge: one article from its strip, many from a list; and what takes them back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Unit
from rasad.desk.errors import ChangedMeanwhileError, GoneError, InvalidValueError
from rasad.desk.reading.seen import mark_seen, mark_unseen
from rasad.desk.review.acts import MOST, ReviewConflictError, ReviewResult, review, undo
from rasad.desk.review.latest import values_of
from rasad.desk.review.models import Review
from rasad.desk.review.queue import copies_of
from rasad.desk.review.values import ReviewChange
from rasad.persian.dates.jalali import persian_digits
from search_api import labels
from search_api.accounts.auth import actor_of, person
from search_api.accounts.permissions import permission_required
from search_api.pages.htmx import is_partial
from search_api.pages.review.strip import choices_of, name_of, strips_of

NAMES = {
    "tone": "لحن",
    "importance": "اهمیت",
    "labels": "برچسب‌ها",
    "note": "یادداشت",
    "assignee": "مسئول",
    "status": "وضعیت",
}


def change_of(data: QueryDict) -> ReviewChange:
    """What a form asks for; a field that it does not hold stays as it is."""

    def value(name: str) -> str | None:
        found = data.get(name)
        return found if isinstance(found, str) else None

    labels_text = value("labels")
    added = value("add_label") or ""
    return ReviewChange(
        tone=value("tone"),
        unit=data.get("unit", "") if "tone" in data else "",
        importance=value("importance"),
        status=value("status"),
        note=value("note"),
        assignee=value("assignee"),
        labels=None if labels_text is None else _split(labels_text),
        add_labels=_split(added),
        remove_labels=_split(value("remove_label") or ""),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("،", ",").split(",") if part.strip())


def unchanged_dropped(change: ReviewChange, article: str, read: int) -> ReviewChange:
    """The change without what the form only repeats of the review that it was filled from."""
    row = Review.objects.filter(article=article, number=read).select_related("assignee").first()
    before = values_of(row)
    assignee = row.assignee.get_username() if row is not None and row.assignee is not None else ""
    same_labels = change.labels is not None and set(change.labels) == set(before.labels)
    note = (change.note or "").replace("\r\n", "\n").strip()
    return ReviewChange(
        tone=change.tone,
        unit=change.unit,
        importance=None if change.importance == before.importance else change.importance,
        status=None if change.status == (before.status or "new") else change.status,
        note=None if change.note is None or note == before.note else note,
        assignee=None if change.assignee == assignee else change.assignee,
        labels=None if same_labels else change.labels,
        add_labels=change.add_labels,
        remove_labels=change.remove_labels,
    )


@require_POST
@permission_required("review")
def act(request: HttpRequest) -> HttpResponse:
    """`/review/act`: judge the articles of the form; one with `read` is told what others changed."""
    keys = [key for key in request.POST.getlist("article") if key][: MOST + 1]
    if "read" in request.POST and len(keys) == 1:
        return _one(request, keys[0])
    return _many(request, keys)


def _one(request: HttpRequest, key: str) -> HttpResponse:
    given = request.POST.get("read", "")
    read = int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 0
    change = unchanged_dropped(change_of(request.POST), key, read)
    error = ""
    result: ReviewResult | None = None
    try:
        if change.names:
            together = copies_of([key]) if request.POST.get("copies") else [key]
            result = review(actor_of(request), together, change, read={key: read})
    except ReviewConflictError as conflict:
        return _conflict(request, key, conflict)
    except InvalidValueError as refused:
        error = str(refused)
    if not is_partial(request):
        return _back(request, result, error)
    context = strip_context(request, key) | {
        "saved": result,
        "said": _said(result) if result is not None and result.batch else "",
        "strip_error": error,
        "typed": {name: request.POST.get(name, "") for name in ("labels", "note")} if error else None,
        "next": request.headers.get("HX-Current-URL", ""),
    }
    return render(request, "search_api/review/strip_saved.html", context)


def strip_context(request: HttpRequest, key: str) -> dict[str, object]:
    """One article's strip. Raises `GoneError`."""
    article = whole_articles().filter(pk=key).first()
    if article is None:
        raise GoneError("article")
    strip = strips_of([article], person(request))[article.pk]
    return {
        "strip": strip,
        "full": "full" in request.POST or "pane" in request.GET,
        **choices_of(person(request)),
    }


def _conflict(request: HttpRequest, key: str, error: ReviewConflictError) -> HttpResponse:
    """Both texts side by side; the person decides, knowing."""
    differences = [
        {
            "name": _field_name(one.name),
            "mine": _shown(one.name, one.mine),
            "theirs": _shown(one.name, one.theirs),
            "by": one.by,
            "at": one.at,
        }
        for one in error.differences
    ]
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "read")
    ]
    context = strip_context(request, key) | {
        "section": "review",
        "differences": differences,
        "number": error.number,
        "fields": fields,
        "next": _next(request),
    }
    context["in_place"] = is_partial(request)
    if is_partial(request):
        return render(request, "search_api/review/conflict.html#both", context)
    return render(request, "search_api/review/conflict.html", context, status=409)


def _field_name(name: str) -> str:
    field, _, unit = name.partition(":")
    if unit:
        row = Unit.objects.filter(pk=unit).first()
        return f"{NAMES[field]} نسبت به {row.name if row is not None else unit}"
    return NAMES[field]


def _shown(name: str, value: object) -> str:
    """A value as a person reads it."""
    if isinstance(value, list | tuple):
        return "، ".join(map(str, value)) or "هیچ"
    if name == "assignee":
        user = User.objects.filter(pk=value).first() if isinstance(value, int) else None
        return name_of(user) or "هیچ‌کس"
    tables = {"tone": labels.TONES, "importance": labels.IMPORTANCES, "status": labels.REVIEW_STATUSES}
    table = tables.get(name.partition(":")[0], {})
    return table.get(str(value), str(value)) or "هیچ"


def _many(request: HttpRequest, keys: list[str]) -> HttpResponse:
    change = change_of(request.POST)
    result: ReviewResult | None = None
    error = ""
    if not keys:
        error = "نخست مطلب‌ها را برگزینید."
    elif not change.names and "seen" not in request.POST:
        error = "چیزی برای ثبت نوشته نشده است."
    elif "seen" in request.POST:
        (mark_seen if request.POST["seen"] == "1" else mark_unseen)(person(request), keys)
        messages.success(request, f"{persian_digits(len(keys))} مطلب برای شما نشان شد.")
        return redirect(_next(request))
    else:
        try:
            together = copies_of(keys) if request.POST.get("copies") else keys
            result = review(actor_of(request), together, change)
        except InvalidValueError as refused:
            error = str(refused)
    return _back(request, result, error)


def _back(request: HttpRequest, result: ReviewResult | None, error: str) -> HttpResponse:
    """To where the form stood, saying what was done and how to take it back."""
    if error:
        messages.error(request, error, extra_tags="error")
    elif result is None or not result.batch:
        messages.info(request, "چیزی تغییر نکرد.")
    else:
        messages.success(request, _said(result), extra_tags=f"undo-{result.batch}")
    return redirect(_next(request))


def _said(result: ReviewResult) -> str:
    number = len(result.reviews)
    return "ثبت شد." if number == 1 else f"برای {persian_digits(number)} مطلب ثبت شد."


def _next(request: HttpRequest) -> str:
    wanted = (
        request.POST.get("next")
        or request.headers.get("HX-Current-URL")
        or request.headers.get("Referer", "")
    )
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/review"


@require_POST
@permission_required("review")
def take_back(request: HttpRequest) -> HttpResponse:
    """`/review/undo`: an act of one's own."""
    try:
        result = undo(actor_of(request), request.POST.get("batch", ""))
    except ChangedMeanwhileError:
        messages.error(request, "پس از شما دوباره داوری شده است؛ برگردانده نشد.", extra_tags="error")
    else:
        messages.success(request, f"{persian_digits(len(result.reviews))} مطلب به حال پیش برگشت.")
    return redirect(_next(request))


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """`/review/seen`: mark articles as seen or unseen, for oneself alone."""
    keys = request.POST.getlist("article")
    (mark_unseen if request.POST.get("seen") == "0" else mark_seen)(person(request), keys)
    return HttpResponse(status=204) if is_partial(request) else redirect(_next(request))
