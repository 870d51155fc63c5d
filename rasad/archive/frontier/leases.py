"""Who may fetch what now: a host is leased to one worker at a time, with its pages and feeds.

All functions run inside a transaction (the group writer's). On PostgreSQL a lease is won by a
conditional UPDATE, on SQLite by its one writer; both are safe over any number of processes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rasad.archive.frontier.bulk_updates import update_rows
from rasad.archive.identity import NotAnAddressError, canonical_url, host_of
from rasad.archive.models import Feed, Frontier, Host, is_free

State = Frontier.State


@dataclass(frozen=True)
class HostLease:
    """The right to speak to a host until `until`. `delay`: seconds between two requests."""

    name: str
    owner: str
    until: datetime
    delay: float
    next_at: datetime
    failures: int


def feed_host(url: str) -> str:
    """The host of a feed's address, which may be a template; "" where there is none."""
    try:
        return host_of(canonical_url(url))
    except NotAnAddressError:
        return ""


@dataclass(frozen=True)
class Scope:
    """Whose feeds and pages: of one `outlet`, of some `kinds` of outlet; without feeds that are `settled`."""

    outlet: str | None = None
    kinds: Collection[str] = ()
    settled: Collection[int] = ()

    @property
    def outlets(self) -> Q:
        """What a feed's or page's outlet must be."""
        found = Q(outlet__paused=False, outlet__defined=True)
        if self.outlet:
            found &= Q(outlet_id=self.outlet)
        return found & Q(outlet__kind__in=self.kinds) if self.kinds else found


EVERYTHING = Scope()


def due_feeds(now: datetime, scope: Scope = EVERYTHING) -> QuerySet[Feed]:
    """Feeds that should be polled now and are not being polled."""
    found: QuerySet[Feed] = Feed.objects.free(now).filter(scope.outlets, enabled=True, next_poll_at__lte=now)
    return found.exclude(pk__in=scope.settled) if scope.settled else found


def due_pages(now: datetime, scope: Scope = EVERYTHING) -> QuerySet[Frontier]:
    """Addresses that should be fetched now: waiting ones, and done ones whose next look is due."""
    return Frontier.objects.filter(scope.outlets, state__in=(State.WAITING, State.DONE), next_try_at__lte=now)


def free_hosts(now: datetime, scope: Scope = EVERYTHING, exclude: Collection[str] = ()) -> QuerySet[Host]:
    """Hosts that have something due, may be asked now and are nobody's; the longest waiting first."""
    feeds = due_feeds(now, scope).filter(host=OuterRef("name"))
    pages = due_pages(now, scope).filter(host=OuterRef("name"))
    waiting = Host.objects.free(now).filter(Exists(feeds) | Exists(pages), next_at__lte=now)
    return waiting.exclude(name__in=list(exclude)).order_by("next_at")


def lease_hosts(
    owner: str,
    want: int,
    now: datetime,
    seconds: float,
    scope: Scope = EVERYTHING,
    exclude: Collection[str] = (),
) -> list[HostLease]:
    """Up to `want` of the free hosts, taken."""
    until = now + timedelta(seconds=seconds)
    wanted = list(free_hosts(now, scope, exclude).select_for_update(of=("self",), skip_locked=True)[:want])
    names = [host.name for host in wanted]
    Host.objects.filter(pk__in=names).free(now).take(owner, until)
    ours = Host.objects.held_by(owner).filter(pk__in=names, lease_until=until)
    won = set(ours.values_list("name", flat=True))
    return [
        HostLease(host.name, owner, until, host.delay, host.next_at, host.failures)
        for host in wanted
        if host.name in won
    ]


def lease_host(owner: str, name: str, now: datetime, seconds: float) -> HostLease | None:
    """This host for this owner (who may hold it already), or None while another holds it."""
    Host.objects.get_or_create(name=name)
    until = now + timedelta(seconds=seconds)
    mine_or_free = is_free(now) | Q(lease_owner=owner)
    if not Host.objects.filter(mine_or_free, pk=name).take(owner, until):
        return None
    host = Host.objects.get(pk=name)
    return HostLease(name, owner, until, host.delay, host.next_at, host.failures)


def next_feeds(
    leases: Sequence[HostLease], most: int, now: datetime, scope: Scope = EVERYTHING
) -> list[Feed]:
    """Up to `most` feeds of each host, leased to its holder, the most overdue first."""
    hosts = {lease.name: lease for lease in leases}
    found: dict[str, list[Feed]] = {}
    for feed in due_feeds(now, scope).filter(host__in=hosts).order_by("next_poll_at"):
        of_host = found.setdefault(feed.host, [])
        if len(of_host) < most:
            of_host.append(feed)
    for name, feeds in found.items():
        Feed.objects.filter(pk__in=[feed.pk for feed in feeds]).take(hosts[name].owner, hosts[name].until)
    return [feed for feeds in found.values() for feed in feeds]


def next_urls(lease: HostLease, n: int, now: datetime, scope: Scope = EVERYTHING) -> list[Frontier]:
    """Up to `n` due addresses of the host, leased to its holder: by priority, then by time.

    A page that was never seen comes before a second look at one that was: it may be gone tomorrow.
    """
    unseen = F("fetched_at").asc(nulls_first=True)
    order = ("-priority", unseen, "next_try_at", "pk")
    rows = list(due_pages(now, scope).filter(host=lease.name).order_by(*order)[:n])
    Frontier.objects.filter(pk__in=[row.pk for row in rows]).take(lease.owner, lease.until)
    return rows


def renew(leases: Sequence[HostLease], now: datetime, seconds: float) -> list[HostLease | None]:
    """The leases of one owner with a later end, with their pages and feeds; None for each that was lost."""
    until = now + timedelta(seconds=seconds)
    if not leases:
        return []
    owner, names = leases[0].owner, [lease.name for lease in leases]
    Host.objects.filter(pk__in=names).held_by(owner).take(owner, until)
    mine = set(Host.objects.held_by(owner).filter(pk__in=names).values_list("name", flat=True))
    for model in (Frontier, Feed):
        model.objects.filter(host__in=mine).held_by(owner).take(owner, until)
    return [replace(lease, until=until) if lease.name in mine else None for lease in leases]


def release(leases: Mapping[HostLease, datetime]) -> None:
    """Give hosts of one owner back, with what was not fetched; each may be asked again at its time."""
    if not leases:
        return
    owner, names = next(iter(leases)).owner, [lease.name for lease in leases]
    for model in (Frontier, Feed):
        model.objects.filter(host__in=names).held_by(owner).give_back()
    mine = Host.objects.filter(pk__in=names).held_by(owner)
    held = set(mine.select_for_update().values_list("name", flat=True))
    mine.give_back()
    update_rows(Host, [(one.name, {"next_at": at}) for one, at in leases.items() if one.name in held])


def release_expired(now: datetime) -> int:
    """Take back leases that ended, and those of processes of this machine that are gone.

    A host of a dead holder waits its delay again: its last request may be a moment old.
    Returns how many pages wait again.
    """
    for host in Host.objects.over(now):
        rested = max(host.next_at, now + timedelta(seconds=host.delay))
        Host.objects.filter(pk=host.pk).give_back(next_at=rested)
    Feed.objects.reclaim_dead(now)
    return Frontier.objects.reclaim_dead(now)
