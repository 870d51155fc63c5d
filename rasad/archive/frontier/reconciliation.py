"""Summing up what the lists showed that were read to check what is known."""

from __future__ import annotations

from datetime import datetime, timedelta

from rasad.archive.models import LIST_PAGES, Frontier, Reconciliation
from rasad.archive.models.evidence import ITEM_KINDS

#: After so long a list that has not answered is not waited for any more.
LONGEST = timedelta(hours=6)
_OPEN = (Frontier.State.WAITING, Frontier.State.LEASED)


def finish_reconciliations(now: datetime) -> int:
    """End those whose lists, and the items that these announced, were all read or given up; how many."""
    ended = 0
    for check in Reconciliation.objects.filter(finished_at=None).order_by("pk"):
        rows = Frontier.objects.filter(backfill=check.backfill_id)
        lists, items = rows.filter(kind__in=LIST_PAGES), rows.filter(kind__in=ITEM_KINDS)
        unseen = items.filter(state__in=_OPEN, fetched_at=None, attempts=0)
        waits = lists.filter(state__in=_OPEN).exists() or unseen.exists()
        if waits and now - check.asked_at < LONGEST:
            continue
        check.finished_at = now
        check.answered = lists.filter(state=Frontier.State.DONE, fetched_at__gte=check.asked_at).count()
        check.new = items.filter(discovered_at__gte=check.asked_at).count()
        check.save()
        ended += 1
    return ended
