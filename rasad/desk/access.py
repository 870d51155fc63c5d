"""Which of the staff's records a person sees, and which he may change."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from rasad.desk.accounts.roles import may
from rasad.desk.alerts.models import AlertRule, Delivery, Match, Target
from rasad.desk.saved_searches.models import SavedSearch


def visible_rules(user: User) -> QuerySet[AlertRule]:
    """One's own rules and the shared ones; who manages people sees all. Nobody sees deleted ones."""
    rules = AlertRule.objects.filter(deleted_at=None)
    return rules if may(user, "people") else rules.filter(Q(owner=user) | Q(shared=True))


def may_change(user: User, rule: AlertRule) -> bool:
    """The owner changes a rule; a shared one, editors too; who manages people, all."""
    if not may(user, "alert"):
        return False
    return rule.owner_id == user.pk or may(user, "people") or (rule.shared and may(user, "operate"))


def usable_targets(user: User) -> QuerySet[Target]:
    """The destinations this person may send to: shared ones and one's own, while they are open."""
    return Target.objects.filter(Q(shared=True) | Q(owner=user), active=True).order_by("name", "pk")


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
    return (
        SavedSearch.objects.filter(Q(owner=user) | Q(shared=True))
        .select_related("owner")
        .order_by("name", "pk")
    )
