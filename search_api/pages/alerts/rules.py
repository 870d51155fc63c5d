"""Alert rules: the list, one rule's form, its query checked as it is typed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rasad.desk.access import may_change, visible_rules
from rasad.desk.accounts.roles import may
from rasad.desk.alerts.rule_health import rule_health
from rasad.desk.alerts.rules import change_rule, delete_rule, make_rule
from rasad.desk.errors import ChangedMeanwhileError, InvalidValueError
from rasad.desk.models import AlertRule
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import READS
from search_api.accounts.permissions import permission_required
from search_api.pages.alerts.forms import RuleForm, initial_of, last_day
from search_api.pages.limited import limited
from search_api.search.forecast import forecast

_MANY = ("outlets", "kinds", "units", "channels", "days")  # fields with many choices


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """`/alerts`."""
    user = person(request)
    rules = (
        visible_rules(user)
        .select_related("owner")
        .annotate(caught=Count("matches", distinct=True), last=Max("matches__last_at"))
        .order_by("-active", "name", "pk")
    )
    now = datetime.now(UTC)
    health = rule_health(rules, now)
    rows = [
        {"rule": rule, "muted": _muted(rule, now), "muted_to": last_day(rule), "health": health.get(rule.pk)}
        for rule in rules
    ]
    return render(request, "search_api/alerts.html", {"section": "alerts", "rows": rows})


def _muted(rule: AlertRule, now: datetime) -> bool:
    return rule.muted_until is not None and rule.muted_until > now


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("alert")
@limited(READS)
def rule_new(request: HttpRequest) -> HttpResponse:
    """`/alerts/new`; the query and filters may come in the address, from a search."""
    if request.method == "POST":
        return _save(request, None)
    data = request.GET
    query = data.get("query", "")[:512].replace("\x00", "")
    initial: dict[str, Any] = {name: data.getlist(name) for name in ("outlets", "kinds", "units")}
    initial |= {"query": query, "name": query[:60], "active": True}
    return _form(request, RuleForm(user=person(request), initial=initial), None)


@require_http_methods(["GET", "HEAD", "POST"])
@limited(READS)
def rule(request: HttpRequest, key: int) -> HttpResponse:
    """`/alerts/<id>`: read by all who see it, changed by those who may."""
    found = get_object_or_404(visible_rules(person(request)), pk=key)
    if request.method == "POST":
        return _save(request, found)
    return _form(request, RuleForm(user=person(request), initial=initial_of(found)), found)


def _save(request: HttpRequest, rule: AlertRule | None) -> HttpResponse:
    """Make or change a rule; after a fault, the form with what was typed."""
    if rule is not None and not may_change(person(request), rule):
        raise PermissionDenied("rule")
    form = RuleForm(request.POST, user=person(request), rule=rule)
    if not form.is_valid():
        return _form(request, form, rule, status=400)
    actor = actor_of(request)
    try:
        if rule is None:
            saved = make_rule(actor, form.values)
        else:
            saved = change_rule(actor, rule.pk, form.values, form.cleaned_data["version"])
    except InvalidValueError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _form(request, form, rule, status=400)
    except ChangedMeanwhileError:
        assert rule is not None, "only a rule that stands can have been changed"
        return _changed_meanwhile(request, form, rule)
    messages.success(request, f"هشدار «{saved.name}» ذخیره شد و از این پس بر هر مطلب تازه سنجیده می‌شود.")
    return redirect("alerts")


def _changed_meanwhile(request: HttpRequest, form: RuleForm, rule: AlertRule) -> HttpResponse:
    """What was typed, with a word on what stands now; to save once more overwrites it knowingly."""
    rule.refresh_from_db()
    form.add_error(
        None,
        "هنگامی که این صفحه باز بود همکاری این هشدار را عوض کرد؛ "
        f"اکنون نام آن «{rule.name}» و عبارت آن «{rule.query}» است. "
        "اگر باز «ذخیره» را بزنید، نوشتهٔ شما جای آن را می‌گیرد.",
    )
    return _form(request, form, rule, status=409)


def _form(request: HttpRequest, form: RuleForm, rule: AlertRule | None, status: int = 200) -> HttpResponse:
    chosen = {name: [str(value) for value in form[name].value() or []] for name in _MANY}
    text = str(form["query"].value() or "")[:2000]
    narrowed = {name: tuple(chosen[name]) for name in ("outlets", "kinds", "units")}
    context = {
        "section": "alerts",
        "form": form,
        "rule": rule,
        "can_change": rule is None or may_change(person(request), rule),
        "can_target": may(request.user, "target"),
        "chosen": chosen,
        "forecast": forecast(text, **narrowed, now=datetime.now(UTC)),
    }
    return render(request, "search_api/rule.html", context, status=status)


@require_safe
@permission_required("alert")
@limited(READS)
def rule_check(request: HttpRequest) -> HttpResponse:
    """The query as typed: its fault, or what it would have caught (a part of the rule's page)."""
    data = request.GET
    values = {
        name: tuple(value[:64] for value in data.getlist(name)[:50]) for name in ("outlets", "kinds", "units")
    }
    found = forecast(data.get("query", "").replace("\x00", "")[:2000], **values, now=datetime.now(UTC))
    return render(request, "search_api/forecast.html", {"forecast": found})


@require_POST
def rule_delete(request: HttpRequest, key: int) -> HttpResponse:
    """Delete a rule and its matches; not one that was changed since the page was opened."""
    version = request.POST.get("version", "")
    try:
        gone = delete_rule(actor_of(request), key, int(version) if version.isdecimal() else None)
    except ChangedMeanwhileError:
        text = "این هشدار پس از بازشدن صفحه عوض شده است؛ آن را ببینید و اگر خواستید دوباره پاک کنید."
        messages.error(request, text, extra_tags="error")
        return redirect("alert", key=key)
    messages.success(request, f"هشدار «{gone.name}» پاک شد.")
    return redirect("alerts")
