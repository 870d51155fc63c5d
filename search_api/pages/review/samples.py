"""Two raters: samples to draw, to judge blind, and how far the two agree."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rasad.archive.articles.records import whole_articles
from rasad.desk.accounts.roles import may
from rasad.desk.errors import InvalidValueError
from rasad.desk.review import sampling
from rasad.desk.review.models import Rating, RatingItem, RatingSample, Tone
from rasad.search.query.date_spans import day_bounds
from search_api.accounts.auth import actor_of, person
from search_api.accounts.permissions import permission_required
from search_api.pages.review.strip import choices_of


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("review")
def samples(request: HttpRequest) -> HttpResponse:
    """`/review/samples`: all samples; editors draw new ones."""
    fault = ""
    if request.method == "POST":
        try:
            made = sampling.draw_sample(actor_of(request), *_asked(request))
        except InvalidValueError as error:
            fault = str(error)
        else:
            return redirect("sample", key=made.pk)
    user = person(request)
    rows = [
        _row(one, user.pk) for one in RatingSample.objects.order_by("-pk").prefetch_related("raters")[:100]
    ]
    context = choices_of(user) | {
        "section": "review",
        "rows": rows,
        "can_draw": may(user, "operate"),
        "fault": fault,
        "typed": {name: request.POST.get(name, "") for name in ("name", "size", "from", "to")},
    }
    return render(request, "search_api/review/samples.html", context, status=400 if fault else 200)


def _asked(request: HttpRequest) -> tuple[str, list[str], int, datetime, datetime]:
    now = datetime.now(UTC)
    data = request.POST
    start = day_bounds(data.get("from", "") or "۷ روز پیش", now)
    end = day_bounds(data.get("to", "") or "امروز", now)
    if start is None or end is None or start[0] >= end[1]:
        raise InvalidValueError("from", "date_invalid", "تاریخ‌ها خوانده نشد؛ مانند ۱۴۰۵/۰۸/۲۳ بنویسید.")
    size = data.get("size", "")
    number = int(size) if size.isdecimal() and len(size) < 5 else 0
    return data.get("name", ""), data.getlist("rater"), number, start[0], end[1]


def _row(sample: RatingSample, user: int) -> dict[str, object]:
    items = sample.items.count()
    done = Rating.objects.filter(item__sample=sample)
    raters = list(sample.raters.all())
    return {
        "sample": sample,
        "items": items,
        "raters": [(one, done.filter(rater=one).count()) for one in raters],
        "mine": any(one.pk == user for one in raters) and done.filter(rater=user).count() < items,
        "done": done.count() >= 2 * items,
    }


@require_safe
@permission_required("review")
def sample(request: HttpRequest, key: int) -> HttpResponse:
    """`/review/samples/<id>`: the next item for a rater; the agreement, once both are done."""
    found = get_object_or_404(RatingSample, pk=key)
    user = person(request)
    result = sampling.result_of(found)
    item = sampling.next_item(found, user) if found.raters.filter(pk=user.pk).exists() else None
    context: dict[str, object] = {"section": "review", "sample": found, "item": item, "tones": Tone.choices}
    context |= _row(found, user.pk) | {"result": result, "table": _table(result) if result else []}
    if item is not None:
        context["article"] = whole_articles().get(pk=item.article_id)
        context["place"] = item.place
    return render(request, "search_api/review/sample.html", context)


def _table(result: sampling.SampleResult) -> list[tuple[str, list[int]]]:
    """Rows of the first rater's tones, columns of the second's."""
    counts = result.figures.table
    return [
        (str(label), [counts.get((value, other), 0) for other in Tone.values])
        for value, label in Tone.choices
    ]


@require_POST
@permission_required("review")
def rate(request: HttpRequest, key: int) -> HttpResponse:
    """`/review/samples/<id>/rate`: the tone of one item."""
    given = request.POST.get("item", "")
    item = get_object_or_404(
        RatingItem, pk=int(given) if given.isdecimal() and len(given) < 16 else 0, sample=key
    )
    try:
        sampling.rate(actor_of(request), item.pk, request.POST.get("tone", ""))
    except InvalidValueError as error:
        messages.error(request, str(error), extra_tags="error")
    return redirect("sample", key=key)
