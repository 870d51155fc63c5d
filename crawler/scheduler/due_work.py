"""Taking what is due on hosts that we hold, inside one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from rasad.archive.frontier import NEVER, FetchOutcome, HostLease, Scope, next_feeds, next_urls
from rasad.archive.models import ARTICLE_PAGES, Feed, Frontier
from rasad.persian.dates.jalali import day_start, tehran_today

if TYPE_CHECKING:
    from crawler.shared_services import CrawlServices

#: Feeds taken of a host at once: its pages must have their turn, too.
FEEDS = 4
_UNDEFINED = "the outlet is no longer defined"


@dataclass
class Taken:
    """Feeds to poll and pages to fetch, leased to us."""

    feeds: list[Feed] = field(default_factory=list)
    pages: list[Frontier] = field(default_factory=list)


def take(
    leases: Sequence[HostLease], pages_due: Collection[str], n: int, scope: Scope, services: CrawlServices
) -> Taken:
    """Up to `FEEDS` feeds of each host, and `n` pages of those that have pages due.

    Call it inside a transaction.
    """
    now, taken = timezone.now(), Taken()
    for feed in next_feeds(leases, FEEDS, now, scope):
        if feed.outlet_id in services.specs:
            taken.feeds.append(feed)
        else:
            Feed.objects.filter(pk=feed.pk).give_back(enabled=False, last_error=_UNDEFINED)
    for lease in leases:
        if lease.name in pages_due:
            taken.pages += next_urls(lease, n, now, scope)
    taken.pages = _of_known_outlets(taken.pages, services)
    taken.pages = _within_the_day(taken.pages, services)
    return taken


def _of_known_outlets(rows: list[Frontier], services: CrawlServices) -> list[Frontier]:
    unknown = [row.pk for row in rows if row.outlet_id not in services.specs]
    if unknown:
        Frontier.objects.filter(pk__in=unknown).give_back(
            state=Frontier.State.DEAD,
            next_try_at=NEVER,
            last_outcome=str(FetchOutcome.FOREIGN),
            last_error=_UNDEFINED,
        )
    return [row for row in rows if row.outlet_id in services.specs]


def _within_the_day(rows: list[Frontier], services: CrawlServices) -> list[Frontier]:
    """Without the articles beyond their outlet's `max_per_day`: they wait for tomorrow."""
    kept: list[Frontier] = []
    beyond: list[Frontier] = []
    room = Counter[str]()
    for row in rows:
        limit = services.specs[row.outlet_id].fetch.max_per_day
        if limit is None or row.kind not in ARTICLE_PAGES:
            kept.append(row)
            continue
        if row.outlet_id not in room:
            leased = Frontier.objects.filter(outlet_id=row.outlet_id, state=Frontier.State.LEASED)
            ahead = leased.exclude(pk__in=[one.pk for one in rows]).count()
            room[row.outlet_id] = limit - services.taken_today(row.outlet_id) - ahead
        room[row.outlet_id] -= 1
        (kept if room[row.outlet_id] >= 0 else beyond).append(row)
    if beyond:
        tomorrow = day_start(tehran_today(timezone.now()) + timedelta(days=1))
        Frontier.objects.filter(pk__in=[row.pk for row in beyond]).give_back(next_try_at=tomorrow)
    return kept
