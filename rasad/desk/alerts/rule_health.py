"""How well alert rules do: never matched, too broad, or with a query that can no longer be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rasad.desk.alerts.models import AlertRule, Match
from rasad.search.errors import QueryError
from rasad.search.query.parser import parse

SPAN_DAYS = 30
TOO_MANY_A_DAY = 30  # more than this nobody reads


class RuleFault(TextChoices):
    """What is wrong with a rule."""

    UNREADABLE = "unreadable", _("عبارتش خوانده نمی‌شود")
    NEVER = "never", _("چیزی نیافته است")
    BROAD = "broad", _("بیش از اندازه می‌یابد")


@dataclass(frozen=True, slots=True)
class RuleHealth:
    """A rule's figures over the last days; `fault` is empty where nothing is wrong."""

    caught: int  # stories, or articles where the rule says so
    a_day: float
    fault: RuleFault | None


def rule_health(rules: Iterable[AlertRule], now: datetime | None = None) -> dict[int, RuleHealth]:
    """The health of active rules, by id, in one statement. A rule younger than a week that caught nothing is
    not blamed for it.
    """
    at = now or timezone.now()
    active = [rule for rule in rules if rule.active and rule.deleted_at is None]
    since = at - timedelta(days=SPAN_DAYS)
    found = Match.objects.filter(rule__in=active, first_at__gte=since).order_by()
    counts = dict(found.values_list("rule_id").annotate(number=Count("pk")))
    return {rule.pk: _health(rule, counts.get(rule.pk, 0), at) for rule in active}


def _health(rule: AlertRule, caught: int, now: datetime) -> RuleHealth:
    days = min(SPAN_DAYS, max(1.0, (now - rule.created_at) / timedelta(days=1)))
    a_day = caught / days
    fault = None
    if not _readable(rule.query, now):
        fault = RuleFault.UNREADABLE
    elif a_day > TOO_MANY_A_DAY:
        fault = RuleFault.BROAD
    elif not caught and days >= 7:
        fault = RuleFault.NEVER
    return RuleHealth(caught, a_day, fault)


def _readable(query: str, now: datetime) -> bool:
    try:
        parse(query, now)
    except QueryError:
        return False
    return True
