"""What alert rules caught."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rasad.archive.models import Outlet
from rasad.desk.access import visible_matches, visible_rules
from rasad.desk.accounts.roles import may
from rasad.desk.alerts.inbox import mark_seen
from rasad.desk.models import Match
from rasad.persian.dates.jalali import persian_digits
from search_api.accounts.auth import actor_of, person
from search_api.accounts.permissions import permission_required


@require_safe
def matches(request: HttpRequest) -> HttpResponse:
    """`/matches`: newest first, one row a story; `?rule=` and `?new=1` narrow."""
    found = (
        visible_matches(person(request))
        .select_related("rule", "article__outlet", "story")
        .order_by("-last_at", "-pk")
    )
    rule = request.GET.get("rule", "")
    if rule.isdecimal():
        found = found.filter(rule=int(rule[:15]))
    unseen = visible_matches(person(request)).filter(seen_at=None)
    fresh = unseen.count()
    here = found.filter(seen_at=None).count() if rule.isdecimal() else fresh
    if request.GET.get("new"):
        found = found.filter(seen_at=None)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    keys = {key for one in page for key in one.outlets}
    names = dict(Outlet.objects.filter(pk__in=keys).values_list("pk", "name"))
    rows = [
        {
            "match": several[0],  # the freshest of them
            "several": several,
            "keys": ",".join(str(one.pk) for one in several),
            "fresh": any(one.seen_at is None for one in several),
            "outlets": [names.get(key, key) for key in several[0].outlets],
        }
        for several in _by_story(page)
    ]
    context = {
        "section": "matches",
        "page": page,
        "rows": rows,
        "fresh": fresh,
        "here": here,
        "rule": rule if rule.isdecimal() else "",
        "rules": visible_rules(person(request)).order_by("name", "pk"),
        "only_new": bool(request.GET.get("new")),
        "can_mark": may(request.user, "alert"),
    }
    return render(request, "search_api/matches.html", context)


def _by_story(page: Iterable[Match]) -> list[list[Match]]:
    """What several rules caught of one story stands together: it is read once."""
    found: dict[str, list[Match]] = {}
    for one in page:
        found.setdefault(f"s{one.story_id}" if one.story_id else f"a{one.article_id}", []).append(one)
    return list(found.values())


@require_POST
@permission_required("alert")
def seen(request: HttpRequest) -> HttpResponse:
    """Mark the chosen matches as seen; with `all`, every one of a rule, or of all rules."""
    chosen = ",".join(request.POST.getlist("match")[:500]).split(",")
    keys = [int(key) for key in chosen if key.isdecimal() and len(key) < 16][:2000]
    rule = request.POST.get("rule", "")
    number = mark_seen(
        actor_of(request),
        None if request.POST.get("all") else keys,
        int(rule[:15]) if rule.isdecimal() else None,
    )
    messages.success(request, f"{persian_digits(number)} مورد دیده شد.")
    response = redirect("matches")
    if rule.isdecimal():  # back to what was being read
        response["Location"] += f"?rule={int(rule[:15])}"
    return response
