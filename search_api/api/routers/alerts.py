"""What staff keep: saved searches, alert rules, matches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from ninja import Path, Query, Router, Status
from pydantic import Field

from rasad.archive.models import Article, Outlet, Unit
from rasad.desk.access import may_change, visible_matches, visible_rules, visible_saved
from rasad.desk.accounts.roles import may
from rasad.desk.alerts.schedule import ScheduleError
from rasad.desk.alerts.schedule import check as check_schedule
from rasad.desk.audit.log import note
from rasad.desk.models import AlertRule, SavedSearch
from search_api import labels
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import READS, WRITES
from search_api.api.auth import auth
from search_api.api.problems import REFUSALS, RequestProblemError
from search_api.api.schemas.requests import CheckIn, RuleIn, SavedIn, ScheduleIn, StrictParameters
from search_api.api.schemas.responses import CheckOut, MatchOut, PageOut, RuleOut, SavedOut
from search_api.api.serializers import brief
from search_api.pages.alerts.forms import targets_for
from search_api.search.forecast import forecast
from search_api.search.saved import filters_of, state_of
from search_api.search.service import SearchRefusedError, read_query
from search_api.search.state import SearchState

router = Router(tags=["desk"])
MOST = (1 << 62) - 1  # ids are signed 64-bit numbers
Key = Annotated[int, Path(ge=1, le=MOST)]


class MatchParameters(StrictParameters):
    """A page of matches."""

    rule: int | None = Field(None, ge=1, le=MOST)
    unseen: bool = False
    after: int | None = Field(None, ge=1, le=MOST)
    size: int = Field(50, ge=1, le=200)


def _text(value: str) -> str:
    return value.replace("\x00", "").strip()


def _saved_out(row: SavedSearch, request: HttpRequest) -> SavedOut:
    state = state_of(row)
    return SavedOut(
        id=row.pk,
        name=row.name,
        query=row.query,
        filters={name: [str(value) for value in values] for name, values in row.filters.items()},
        shared=row.shared,
        mine=row.owner_id == person(request).pk,
        page="/?" + state.query_string(),
        updated_at=row.updated_at,
    )


@router.get("/saved-searches", response={200: list[SavedOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def saved_searches(request: HttpRequest) -> list[SavedOut]:
    """Mine and the shared ones, by name."""
    return [_saved_out(row, request) for row in visible_saved(person(request))]


@router.post("/saved-searches", response={201: SavedOut, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def save_search(request: HttpRequest, given: SavedIn) -> Status[SavedOut]:
    """Keep a search; one of mine with the same name is overwritten."""
    name = _text(given.name)
    if not name:
        raise RequestProblemError("name_missing")
    data = QueryDict(mutable=True)
    data["q"] = given.query
    for key, values in given.filters.items():
        data.setlist(key, values)
    state = SearchState.of(data)
    read_query(state.q, datetime.now(UTC))
    defaults = {"query": state.q, "filters": filters_of(state), "shared": given.shared}
    row, _ = SavedSearch.objects.update_or_create(owner=person(request), name=name, defaults=defaults)
    return Status(201, _saved_out(row, request))


@router.delete("/saved-searches/{key}", response={204: None, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def forget_search(request: HttpRequest, key: Key) -> Status[None]:
    """Forget one of mine."""
    if not SavedSearch.objects.filter(pk=key, owner=person(request)).delete()[0]:
        raise RequestProblemError("saved_search_not_found")
    return Status(204, None)


def _rule_out(row: AlertRule) -> RuleOut:
    plan = row.schedule or {}
    names = (
        "id",
        "name",
        "query",
        "outlets",
        "kinds",
        "units",
        "per_article",
        "shared",
        "active",
        "max_age_days",
    )
    return RuleOut(
        **{name: getattr(row, name) for name in names},
        muted_until=row.muted_until,
        schedule=ScheduleIn(
            days=plan.get("days", []), from_time=plan.get("from", ""), to_time=plan.get("to", "")
        ),
        targets=sorted(target.pk for target in row.channels.all()),
        owner=row.owner.get_username() if row.owner else "",
        updated_at=row.updated_at,
    )


def _rules(request: HttpRequest) -> QuerySet[AlertRule]:
    return visible_rules(person(request)).select_related("owner").prefetch_related("channels")


def _rule(request: HttpRequest, key: int) -> AlertRule:
    row = _rules(request).filter(pk=key).first()
    if row is None:
        raise RequestProblemError("rule_not_found")
    return row


def _listed(keys: set[str]) -> str:
    return "، ".join(sorted(keys))[:200]


def _is_kind(kind: str) -> bool:
    """One that the desk has a word for, or that an imported article came with."""
    return kind in labels.KINDS or (kind != "" and Article.objects.filter(kind=kind).exists())


def _write(request: HttpRequest, row: AlertRule, given: RuleIn, action: str) -> RuleOut:
    query = read_query(_text(given.query), datetime.now(UTC))
    if not _text(given.name):
        raise RequestProblemError("name_missing")
    if query is None or query.everything:
        raise RequestProblemError("query_missing")
    for model, keys, code in (
        (Outlet, given.outlets, "outlet_unknown"),
        (Unit, given.units, "unit_unknown"),
    ):
        wanted = {_text(key) for key in keys}
        if unknown := wanted - set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True)):
            raise RequestProblemError(code, keys=_listed(unknown))
    if unknown := {kind for kind in map(_text, given.kinds) if not _is_kind(kind)}:
        raise RequestProblemError("kind_unknown", keys=_listed(unknown))
    channels = list(
        targets_for(person(request)).filter(pk__in=[key for key in given.targets if 0 < key <= MOST])
    )
    if len(channels) != len(set(given.targets)):
        raise RequestProblemError("target_unknown")
    plan = {"days": given.schedule.days, "from": given.schedule.from_time, "to": given.schedule.to_time}
    schedule = {name: value for name, value in plan.items() if value}
    try:
        check_schedule(schedule)
    except ScheduleError as error:
        raise RequestProblemError("schedule_invalid", why=error) from error
    row.name, row.query, row.schedule = _text(given.name), _text(given.query), schedule
    for name in ("outlets", "units", "per_article", "shared", "active", "max_age_days", "muted_until"):
        setattr(row, name, getattr(given, name))
    row.kinds = [_text(kind) for kind in given.kinds]
    with transaction.atomic():
        row.save()
        row.channels.set(channels)
        note(actor_of(request), action, f"rule:{row.pk}", name=row.name, query=row.query)
    return _rule_out(row)


@router.get("/alert-rules", response={200: list[RuleOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def rules(request: HttpRequest) -> list[RuleOut]:
    """Mine and the shared ones, by name."""
    return [_rule_out(row) for row in _rules(request).order_by("name")[:1000]]


@router.post("/alert-rules", response={201: RuleOut, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def rule_make(request: HttpRequest, given: RuleIn) -> Status[RuleOut]:
    """Keep a new rule; it is matched against every article from now on."""
    if not may(request.user, "alert"):
        raise RequestProblemError("forbidden")
    return Status(201, _write(request, AlertRule(owner=person(request)), given, "rule.make"))


@router.post("/alert-rules/check", response={200: CheckOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def rule_check(request: HttpRequest, given: CheckIn) -> CheckOut:
    """What a rule would have caught: the share of the last 30 days, the last 20 items."""
    lists = {
        name: tuple(_text(key) for key in getattr(given, name)) for name in ("outlets", "kinds", "units")
    }
    found = forecast(_text(given.query), **lists, now=datetime.now(UTC))
    if found.fault is not None:
        raise SearchRefusedError(found.fault)
    if found.rows is None:
        raise RequestProblemError("query_missing")
    newest = [brief(row.article) for row in found.rows]
    return CheckOut(
        count=found.count, of=found.of, share=found.share, too_broad=found.too_broad, newest=newest
    )


@router.get("/alert-rules/{key}", response={200: RuleOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def rule(request: HttpRequest, key: Key) -> RuleOut:
    """One rule."""
    return _rule_out(_rule(request, key))


@router.put("/alert-rules/{key}", response={200: RuleOut, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def rule_edit(request: HttpRequest, key: Key, given: RuleIn) -> RuleOut:
    """Write a rule anew."""
    row = _rule(request, key)
    if not may_change(person(request), row):
        raise RequestProblemError("rule_not_yours")
    return _write(request, row, given, "rule.edit")


@router.delete("/alert-rules/{key}", response={204: None, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def rule_delete(request: HttpRequest, key: Key) -> Status[None]:
    """Delete a rule and its matches."""
    row = _rule(request, key)
    if not may_change(person(request), row):
        raise RequestProblemError("rule_not_yours")
    note(actor_of(request), "rule.delete", f"rule:{row.pk}", name=row.name, query=row.query)
    row.delete()
    return Status(204, None)


@router.get("/matches", response={200: PageOut[MatchOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def matches(request: HttpRequest, asked: Query[MatchParameters]) -> PageOut[MatchOut]:
    """What the rules that I see have caught, newest first."""
    found = visible_matches(person(request)).select_related("rule", "article").order_by("-pk")
    size = asked.size
    if asked.rule is not None:
        found = found.filter(rule=asked.rule)
    if asked.unseen:
        found = found.filter(seen_at=None)
    if asked.after is not None:
        found = found.filter(pk__lt=asked.after)
    page = list(found[: size + 1])
    items = [
        MatchOut(
            id=row.pk,
            rule=row.rule_id,
            rule_name=row.rule.name,
            article=row.article_id,
            title=row.article.title,
            story=row.story_id,
            count=row.count,
            outlets=[str(key) for key in row.outlets],
            first_at=row.first_at,
            last_at=row.last_at,
            seen_at=row.seen_at,
        )
        for row in page[:size]
    ]
    return PageOut[MatchOut](items=items, next=page[size - 1].pk if len(page) > size else None)
