"""What an outlet's own lists say of a day, read apart from its feeds' polls: what the feeds missed is found.

By backfill's way where the outlet has lists of days, months or maps; else its home page is read as a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from crawler.feeds.backfill import MAPS
from crawler.feeds.backfill_walk import PRIORITY, BackfillStep, first_pages
from rasad.archive.frontier import Announcement, discover
from rasad.archive.frontier.reconciliation import finish_reconciliations
from rasad.archive.models import Backfill, Feed, Frontier, Outlet, OutletDay, PageKind, Reconciliation
from rasad.operation.coverage.certificate import certificates, keep
from rasad.outlets.definitions import FeedSpec, OutletSpec
from rasad.persian.dates.jalali import tehran_today

#: Whole days that are looked at again for gaps to be filled, and how often each is tried.
DAYS_BACK = 7
TRIES = 3
#: Outlets whose lists are read in one run, and pages that were lost and are tried again.
MOST_OUTLETS = 20
MOST_PAGES = 200
#: Before a day that was just checked is checked again.
REST = timedelta(hours=1)
_FOR_GOOD = ("robots", "gone", "foreign", "address_refused")
_BY_DAY = ("archive", "edition", "listing")


def reconcile(spec: OutletSpec, day: date, reason: str, now: datetime) -> Reconciliation | None:
    """Make the lists of a day due; None for an outlet that has none (a channel, one that is not read)."""
    if not spec.polled or spec.channel:
        return None
    with transaction.atomic():
        asked = Backfill.objects.create(outlet_id=spec.key, start=day, end=day, created_at=now)
        found = 0
        for feed, pages in _lists(spec, asked.pk, day, now):
            row = None
            if feed is not None:
                row = Feed.objects.filter(outlet_id=spec.key, kind=feed.kind, url=feed.address).first()
            made = discover(spec, pages, feed=row.pk if row else None, now=now, backfill=asked.pk)
            found += made.new + made.known
        if not found:
            asked.delete()
            return None
        return Reconciliation.objects.create(
            outlet_id=spec.key, day=day, reason=reason, asked_at=now, backfill=asked
        )


def _lists(
    spec: OutletSpec, backfill: int, day: date, now: datetime
) -> list[tuple[FeedSpec | None, list[Announcement]]]:
    today = tehran_today(now)
    chosen = [
        feed
        for feed in spec.polled
        if feed.kind in MAPS or (feed.kind in _BY_DAY and feed.template.unit is not None)
    ]
    lists: list[tuple[FeedSpec | None, list[Announcement]]] = []
    for feed in chosen:
        step = BackfillStep(backfill, feed.kind, feed.address, day, day)
        lists.append((feed, [step.announce(url) for url in first_pages(step, feed, today)]))
    home = Announcement(spec.home, {"reconcile": "here"}, PageKind.LISTING_PAGE, PRIORITY, again=True)
    return [*lists, (None, [home])]


def reconcile_yesterday(specs: Mapping[str, OutletSpec], now: datetime) -> int:
    """Once a day: every outlet's lists of yesterday; how many outlets were begun. Some at a time."""
    yesterday = tehran_today(now) - timedelta(days=1)
    done = set(Reconciliation.objects.filter(day=yesterday).values_list("outlet", flat=True))
    active = set(Outlet.objects.filter(paused=False, defined=True).values_list("pk", flat=True))
    begun = 0
    for key in sorted((specs.keys() & active) - done):
        if begun == MOST_OUTLETS:
            break
        begun += reconcile(specs[key], yesterday, Reconciliation.Reason.DAILY, now) is not None
    return begun


def fill_gaps(specs: Mapping[str, OutletSpec], now: datetime) -> dict[str, int]:
    """Where an outage is over: its lists of the days with gaps are read, what was lost is tried again."""
    finish_reconciliations(now)
    today = tehran_today(now)
    days = OutletDay.objects.filter(day__gte=today - timedelta(days=DAYS_BACK)).exclude(state="covered")
    well = Feed.objects.filter(enabled=True, failures=0).exclude(last_polled_at=None)
    answering = set(well.values_list("outlet", flat=True))
    filled = revived = 0
    for row in days.filter(outlet__in=answering, outlet__paused=False).order_by("-day", "outlet"):
        reasons = set(row.figures.get("reasons", ()))
        if "lost" in reasons:
            revived += _try_again(row.outlet_id, now)
        spec = specs.get(row.outlet_id)
        if spec is None or filled >= MOST_OUTLETS or not reasons & {"passed-by", "not-polled", "lost"}:
            continue
        tried = Reconciliation.objects.filter(outlet=row.outlet_id, day=row.day)
        if tried.count() >= TRIES or tried.filter(asked_at__gt=now - REST).exists():
            continue
        filled += reconcile(spec, row.day, Reconciliation.Reason.GAP, now) is not None
    return {"filled": filled, "tried_again": revived}


def _try_again(outlet: str, now: datetime) -> int:
    """Pages given up because the host was away, once more, twice at most; how many."""
    lost = Frontier.objects.filter(
        outlet=outlet,
        state=Frontier.State.DEAD,
        article="",
        kind=PageKind.ARTICLE,
        discovered_at__gte=now - timedelta(days=DAYS_BACK),
        revisits__lt=2,
    ).exclude(last_outcome__in=_FOR_GOOD)
    keys = list(lost.order_by("pk").values_list("pk", "revisits")[:MOST_PAGES])
    for pk, times in keys:
        Frontier.objects.filter(pk=pk).update(
            state=Frontier.State.WAITING, next_try_at=now, attempts=4, revisits=times + 1
        )
    return len(keys)


def reckon_days(now: datetime, days: int = 2) -> int:
    """Write down the certificates of today and the days before; how many."""
    today = tehran_today(now)
    return sum(keep(certificates(today - timedelta(days=back), now), now) for back in range(days))
