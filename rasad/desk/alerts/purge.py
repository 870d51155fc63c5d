"""The rows of deleted alert rules, taken out once nothing can write to them any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.desk.alerts.models import AlertRule, Match, MatchArticle

KEEP_DELETED = timedelta(days=7)
_BATCH = 2_000  # rows of one transaction: others wait for it on SQLite


def purge_deleted_rules(now: datetime | None = None) -> int:
    """Delete the rules that were deleted over `KEEP_DELETED` ago, with their matches; returns how many.

    What was sent about them stays in the outbox's record. Short transactions: a death in between leaves
    the rest for the next time.
    """
    before = (now or timezone.now()) - KEEP_DELETED
    gone = 0
    for key in AlertRule.objects.filter(deleted_at__lt=before).values_list("pk", flat=True):
        while _purge_some(key):
            pass
        with write_transaction():
            rule = AlertRule.objects.select_for_update().filter(pk=key).first()
            if rule is not None:
                rule.delete()
                gone += 1
    return gone


def _purge_some(rule: int) -> bool:
    """Delete some rows of a rule; whether there were any."""
    with write_transaction():
        members = list(MatchArticle.objects.filter(rule=rule).values_list("pk", flat=True)[:_BATCH])
        if members:
            MatchArticle.objects.filter(pk__in=members).delete()
            return True
        matches = list(Match.objects.filter(rule=rule).values_list("pk", flat=True)[:_BATCH])
        Match.objects.filter(pk__in=matches).delete()
    return bool(matches)
