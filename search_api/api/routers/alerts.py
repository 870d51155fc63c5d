"""Alert rules and what they caught."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja import Query, Router, Status
from pydantic import Field

from rasad.desk.access import visible_matches, visible_rules
from rasad.desk.alerts.rules import RuleValues, change_rule, delete_rule, make_rule
from rasad.desk.models import AlertRule, Match
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import READS, WRITES
from search_api.api.auth import auth
from search_api.api.paging import page_of
from search_api.api.problems import REFUSALS, Problem, RequestProblemError
from search_api.api.schemas.requests import MOST, CheckIn, Key, PageParameters, RuleIn, ScheduleIn
from search_api.api.schemas.responses import CheckOut, MatchOut, PageOut, RuleOut
from search_api.api.serializers import brief
from search_api.search.forecast import forecast
from search_api.search.search_request import SearchRefusedError

router = Router(tags=["desk"])
_IF_MATCH = {
    "parameters": [
        {
            "name": "If-Match",
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
            "description": "the `ETag` of the rule as it was read",
        }
    ]
}


class MatchParameters(PageParameters):
    """A page of matches."""

    rule: int | None = Field(None, ge=1, le=MOST)
    unseen: bool = False


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
        "version",
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


def _values(given: RuleIn) -> RuleValues:
    plan = {"days": given.schedule.days, "from": given.schedule.from_time, "to": given.schedule.to_time}
    return RuleValues(
        name=given.name,
        query=given.query,
        outlets=tuple(given.outlets),
        kinds=tuple(given.kinds),
        units=tuple(given.units),
        per_article=given.per_article,
        shared=given.shared,
        active=given.active,
        max_age_days=given.max_age_days,
        muted_until=given.muted_until,
        schedule={name: value for name, value in plan.items() if value},
        targets=tuple(given.targets),
    )


def _etag(row: AlertRule) -> str:
    return f'"rule-{row.pk}-{row.version}"'


def _version(request: HttpRequest, key: int) -> int | None:
    """The version that the caller read, by `If-Match`; 0, which no rule has, where it is not what stands."""
    tags = parse_etags(request.headers.get("If-Match", "*"))
    if tags == ["*"]:
        return None
    row = _rule(request, key)
    return row.version if _etag(row) in tags else 0


@router.get("/alert-rules", response={200: list[RuleOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def rules(request: HttpRequest) -> list[RuleOut]:
    """Mine and the shared ones, by name."""
    return [_rule_out(row) for row in _rules(request).order_by("name", "pk")[:1000]]


@router.post("/alert-rules", response={201: RuleOut, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def rule_make(request: HttpRequest, response: HttpResponse, given: RuleIn) -> Status[RuleOut]:
    """Keep a new rule; it is matched against every article from now on."""
    row = make_rule(actor_of(request), _values(given))
    response["ETag"] = _etag(row)
    return Status(201, _rule_out(row))


@router.post("/alert-rules/check", response={200: CheckOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def rule_check(request: HttpRequest, given: CheckIn) -> CheckOut:
    """What a rule would have caught: the share of the last 30 days, the last 20 items."""
    lists = {
        name: tuple(key.strip() for key in getattr(given, name)) for name in ("outlets", "kinds", "units")
    }
    found = forecast(given.query.replace("\x00", ""), **lists, now=datetime.now(UTC))
    if found.fault is not None:
        raise SearchRefusedError(found.fault)
    if found.rows is None:
        raise RequestProblemError("query_missing")
    newest = [brief(row.article) for row in found.rows]
    return CheckOut(
        count=found.count, of=found.of, share=found.share, too_broad=found.too_broad, newest=newest
    )


@router.get("/alert-rules/{key}", response={200: RuleOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def rule(request: HttpRequest, response: HttpResponse, key: Key) -> RuleOut:
    """One rule; its `ETag` is what a change sends as `If-Match`."""
    row = _rule(request, key)
    response["ETag"] = _etag(row)
    return _rule_out(row)


@router.put(
    "/alert-rules/{key}",
    response={200: RuleOut, 412: Problem, **REFUSALS},
    auth=auth("write"),
    throttle=WRITES,
    openapi_extra=_IF_MATCH,
)
def rule_edit(request: HttpRequest, response: HttpResponse, key: Key, given: RuleIn) -> RuleOut:
    """Write a rule anew. With `If-Match` only if it still is as it was read; without, whatever stands."""
    row = change_rule(actor_of(request), key, _values(given), _version(request, key))
    response["ETag"] = _etag(row)
    return _rule_out(row)


@router.delete(
    "/alert-rules/{key}",
    response={204: None, 412: Problem, **REFUSALS},
    auth=auth("write"),
    throttle=WRITES,
    openapi_extra=_IF_MATCH,
)
def rule_delete(request: HttpRequest, key: Key) -> Status[None]:
    """Delete a rule and its matches. `If-Match` as with a change."""
    delete_rule(actor_of(request), key, _version(request, key))
    return Status(204, None)


def _match_out(row: Match) -> MatchOut:
    return MatchOut(
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


@router.get("/matches", response={200: PageOut[MatchOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def matches(request: HttpRequest, asked: Query[MatchParameters]) -> PageOut[MatchOut]:
    """What the rules that I see have caught, newest first."""
    found = visible_matches(person(request)).select_related("rule", "article")
    if asked.rule is not None:
        found = found.filter(rule=asked.rule)
    if asked.unseen:
        found = found.filter(seen_at=None)
    return page_of(found, asked, _match_out)
