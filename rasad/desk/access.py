"""Which of the staff's records a person sees, and which he may change."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from rasad.desk.accounts.roles import may
from rasad.desk.models import AlertRule, Delivery, Match, SavedSearch


def visible_rules(user: User) -> QuerySet[AlertRule]:
    """One's own rules and the shared ones; who manages people sees all."""
    if may(user, "people"):
        return AlertRule.objects.all()
    return AlertRule.objects.filter(Q(owner=user) | Q(shared=True))


def may_change(user: User, rule: AlertRule) -> bool:
    """The owner changes a rule; a shared one, editors too; who manages people, all."""
    if not may(user, "alert"):
        return False
    return rule.owner_id == user.pk or may(user, "people") or (rule.shared and may(user, "operate"))


def visible_matches(user: User) -> QuerySet[Match]:
    """Matches of the rules that this person sees."""
    return Match.objects.filter(rule__in=visible_rules(user))


def visible_deliveries(user: User) -> QuerySet[Delivery]:
    """Deliveries of visible rules; editors see all."""
    if may(user, "operate"):
        return Delivery.objects.all()
    return Delivery.objects.filter(match__rule__in=visible_rules(user))


def visible_saved(user: User) -> QuerySet[SavedSearch]:
    """One's own saved searches and the shared ones."""
    return SavedSearch.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner").order_by("name")
