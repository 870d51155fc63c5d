"""What was handled, counted by stage, outcome and Tehran day: nothing fails silently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from rasad.archive.models import StageCount
from rasad.persian.dates.jalali import TEHRAN


def count(stage: str, outcomes: Mapping[str, int], now: datetime | None = None) -> None:
    """Raise the day's counts of a stage; call it inside the transaction whose items it counts.

    Rows are touched in the order of their outcomes, so that two processes cannot lock each other.
    """
    day = (now or timezone.now()).astimezone(TEHRAN).date()
    for outcome, number in sorted(outcomes.items()):
        if not number:
            continue
        row = StageCount.objects.filter(day=day, stage=stage, outcome=outcome)
        if not row.update(count=F("count") + number):
            StageCount.objects.bulk_create(
                [StageCount(day=day, stage=stage, outcome=outcome)], ignore_conflicts=True
            )
            row.update(count=F("count") + number)
