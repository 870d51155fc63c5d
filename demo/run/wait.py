"""When a demo run is over: the city has said everything, and the system has nothing left to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from rasad.archive.models import Feed, Frontier, Job
from rasad.desk.models import Delivery

LATER = timedelta(minutes=5)  # work that is due later than this rests by intent


def pending(since: datetime) -> dict[str, int]:
    """What is still to be done; `since` is when the city had said everything. Empty means settled.

    Second looks at pages that were fetched before (for edits and removals) are not waited for, nor work that
    rests by intent (a PDF whose articles may still come).
    """
    unseen = Frontier.objects.filter(
        state__in=(Frontier.State.WAITING, Frontier.State.LEASED), fetched_at__isnull=True, attempts__lt=3
    )
    feeds = Feed.objects.filter(enabled=True, outlet__paused=False, outlet__defined=True)
    unasked = feeds.filter(Q(last_polled_at__isnull=True) | Q(last_polled_at__lt=since))
    left = {
        "feeds not asked since": unasked.count(),
        "pages to fetch": unseen.count(),
        "work": Job.objects.filter(next_try_at__lte=timezone.now() + LATER).count(),
        "deliveries": Delivery.objects.filter(
            state__in=(Delivery.State.WAITING, Delivery.State.SENDING)
        ).count(),
    }
    return {name: count for name, count in left.items() if count}


def wait_until_settled(
    since: datetime,
    *,
    timeout: float,
    alive: Callable[[], bool],
    say: Callable[[str], None],
    steady: float = 1.5,
) -> dict[str, int]:
    """Wait until nothing is pending for `steady` seconds, `timeout` seconds pass, or `alive` ends.

    Returns what was left: empty when the run settled.
    """
    end = time.monotonic() + timeout
    quiet_since: float | None = None
    said = 0.0
    while True:
        left = pending(since)
        now = time.monotonic()
        if left:
            quiet_since = None
        elif quiet_since is None:
            quiet_since = now
        elif now - quiet_since >= steady:
            return {}
        if now > end or not alive():
            return left or {"not steady": 1}
        if left and now - said > 5:
            said = now
            say(", ".join(f"{name}: {count}" for name, count in left.items()))
        time.sleep(0.25)
