"""Reads ahead of the scheduler: leases hosts, takes what is due on them, gives them back."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError
from django.utils import timezone
from scrapy import Request

from crawler.errors import HostBusyError
from crawler.request_meta import fetch_of
from crawler.scheduler.due_work import Taken, take
from crawler.scheduler.host_slots import HostSlot
from rasad.archive.database.group_writer import WriterClosedError
from rasad.archive.frontier import (
    Scope,
    due_feeds,
    due_pages,
    free_hosts,
    lease_host,
    lease_hosts,
    release,
    release_expired,
    renew,
)
from rasad.archive.models import Feed, Frontier, Host

if TYPE_CHECKING:
    from crawler.scheduler.frontier_scheduler import FrontierScheduler

log = structlog.get_logger("rasad.crawler")

#: Seconds of a lease, how often leases are renewed, how often those of the dead are taken back.
LEASE = 90.0
RENEW = timedelta(seconds=25)
SWEEP = timedelta(seconds=5)
#: How long a host is held at most before others may have it, and how long a request waits for another's host.
HELD = timedelta(seconds=60)
STRANGER_WAIT = timedelta(seconds=15)
#: A request that is in flight for longer than this is lost.
LOST = timedelta(seconds=300)
#: Hosts leased at once; pages taken of a host at once.
HOSTS_AT_ONCE = 32
BATCH = 16
_ASK_AGAIN = timedelta(seconds=0.5)
_LONGEST_IDLE = 0.5


@dataclass
class _Stranger:
    """Requests that wait for a host that is not ours yet."""

    until: datetime
    requests: deque[Request] = field(default_factory=deque)


class Loader:
    """`loading`: it reads the frontier; `finished`: nothing more is due, and it was to end then."""

    #: Where fewer requests wait for a host, more are read.
    LOW = 4

    def __init__(self, scheduler: FrontierScheduler) -> None:
        self.scheduler = scheduler
        self.slots, self.services = scheduler.slots, scheduler.services
        self.loading = self.finished = False
        self._strangers: dict[str, _Stranger] = {}
        self._event = asyncio.Event()
        self._idle = 0.02
        self._swept = self._renewed = timezone.now()
        self._task = asyncio.get_running_loop().create_task(self._run())

    @property
    def scope(self) -> Scope:
        """What this crawl reads."""
        plan, settled = self.services.plan, self.services.settled
        outlet = self.scheduler.spider.outlet or plan.outlet
        return Scope(outlet, self.scheduler.spider.kinds, settled if plan.once else ())

    @property
    def has_strangers(self) -> bool:
        """Whether requests wait for hosts that are not ours."""
        return bool(self._strangers)

    def wake(self) -> None:
        """Look soon what is due."""
        self._event.set()

    def want(self, host: str, request: Request) -> None:
        """Lease a host for a request."""
        until = timezone.now() + STRANGER_WAIT
        self._strangers.setdefault(host, _Stranger(until)).requests.append(request)
        self.wake()

    async def close(self) -> None:
        """End, and give all hosts back."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._release(list(self.slots))

    async def lease(self, host: str) -> HostSlot | None:
        """This host's slot, leased; None while another holds it."""
        owner = self.scheduler.owner
        won = await self.services.write(lambda: lease_host(owner, host, timezone.now(), LEASE))
        return self.slots.add(won, timezone.now()) if won is not None and host not in self.slots else None

    async def _run(self) -> None:
        try:
            while not (self.finished or (self.loading and self.services.over)):
                try:
                    await self._strangers_in()
                    if self.loading:
                        await self._load()
                except DatabaseError as error:
                    log.warning("frontier_waits", error=str(error)[:300])
                    await asyncio.sleep(1.0)
                await self._rest()
        except WriterClosedError:
            pass
        except Exception:
            log.exception("loader_failed")
        finally:
            self.finished = True
            self.scheduler.wake()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._idle):
                await self._event.wait()
            await asyncio.sleep(0.01)  # what comes together is read together
        except TimeoutError:
            pass
        self._event.clear()

    async def _strangers_in(self) -> None:
        now = timezone.now()
        for host, stranger in list(self._strangers.items()):
            slot = self.slots.get(host) or await self.lease(host)
            if slot is not None:
                del self._strangers[host]
                for request in stranger.requests:
                    self.slots.push(slot, request, first=True)
                self.scheduler.wake()
            elif now > stranger.until:
                del self._strangers[host]
                self._give_back(host, stranger.requests)

    def _give_back(self, host: str, requests: deque[Request]) -> None:
        """Requests of fetches on their way: tried again later."""
        for request in requests:
            fetch = fetch_of(request)
            if fetch is not None:
                self.scheduler.fail(fetch, HostBusyError(f"{host} is being crawled by another worker"))

    async def _load(self) -> None:
        now = timezone.now()
        if now - self._swept > SWEEP:
            self._swept = now
            await self.services.write(lambda: release_expired(timezone.now()))
            self.services.beat(len(self.slots))
        if now - self._renewed > RENEW:
            self._renewed = now
            await self._renew()
        self._find_lost(now)
        await self._release([slot for slot in self.slots if self._may_go(slot, now)])
        begun = await self._lease_more()
        filled = await self._fill(now)
        self._idle = 0.02 if begun or filled else min(self._idle * 2, _LONGEST_IDLE)
        if self.services.plan.once and not len(self.slots) and not begun:
            self.finished = await self.services.thread(self._nothing_due)

    def _find_lost(self, now: datetime) -> None:
        for slot in self.slots:
            request, since = slot.busy, slot.busy_since
            if request is None or since is None or now - since < LOST:
                continue
            slot.busy_since = now
            fetch = fetch_of(request) if isinstance(request, Request) else None
            if fetch is not None:
                self.scheduler.fail(fetch, TimeoutError("the request never came back"))

    def _may_go(self, slot: HostSlot, now: datetime) -> bool:
        if slot.busy is not None or slot.abroad:
            return False
        return slot.lost or slot.rests(now) or now - slot.since > HELD or (slot.idle and not slot.queue)

    async def _release(self, slots: list[HostSlot]) -> None:
        if not slots:
            return
        for slot in slots:
            self.slots.remove(slot)
            hops = deque(one for one in slot.queue if (fetch := fetch_of(one)) is not None and fetch.hops)
            self._give_back(slot.name, hops)
        held = {slot.lease: slot.next_at for slot in slots if not slot.lost}
        try:
            await self.services.write(lambda: release(held))
        except WriterClosedError:
            pass  # the process ends; what was leased is taken back by others

    async def _renew(self) -> None:
        held = list(self.slots)
        leases = [slot.lease for slot in held]
        renewed = await self.services.write(lambda: renew(leases, timezone.now(), LEASE))
        for slot, lease in zip(held, renewed, strict=True):
            slot.lease, slot.lost = lease or slot.lease, lease is None

    async def _lease_more(self) -> int:
        want = min(self.services.plan.hosts - len(self.slots), HOSTS_AT_ONCE)
        mine, scope, owner = [slot.name for slot in self.slots], self.scope, self.scheduler.owner
        # Looked up without the right to write: most often all that is due is with us already.
        if want <= 0 or not await self.services.thread(
            lambda: free_hosts(timezone.now(), scope, mine).exists()
        ):
            return 0
        won = await self.services.write(lambda: lease_hosts(owner, want, timezone.now(), LEASE, scope, mine))
        for lease in won:
            if lease.name not in self.slots:
                self.slots.add(lease, timezone.now())
        return len(won)

    async def _fill(self, now: datetime) -> int:
        """Take what is due on hosts for which little waits; returns how many requests."""
        low = {
            slot.name: slot
            for slot in self.slots
            if len(slot.queue) < self.LOW and not slot.lost and (slot.look_at is None or slot.look_at <= now)
        }
        if not low:
            return 0
        scope = self.scope
        feeds, pages = await self.services.thread(lambda: _due_hosts(list(low), scope))
        due = feeds | pages
        for name, slot in low.items():
            slot.look_at = None if name in due else now + _ASK_AGAIN
            slot.idle = name not in due and not slot.queue and slot.busy is None
            if slot.idle:
                self.wake()
        if not due:
            return 0
        leases = [low[name].lease for name in sorted(due)]
        taken = await self.services.write(lambda: take(leases, pages, BATCH, scope, self.services))
        return self._queue(taken)

    def _queue(self, taken: Taken) -> int:
        """Requests for what was taken; the hosts are busy or free as they were."""
        spider = self.scheduler.spider
        requests = [spider.poll_request(feed, self.services.specs[feed.outlet_id]) for feed in taken.feeds]
        requests += [spider.page_request(row, self.services.specs[row.outlet_id]) for row in taken.pages]
        for request in requests:
            if request is not None:
                self.scheduler.enqueue_request(request)
        return len(requests)

    def _nothing_due(self) -> bool:
        """For `once`: no page is leased or due soon, and every feed was polled until it was quiet."""
        plan = self.services.plan
        soon = timezone.now() + timedelta(seconds=plan.horizon)
        scope = Scope(self.scope.outlet, tuple(self.services.kinds), frozenset(self.services.settled))
        leased = Frontier.objects.filter(scope.outlets, state=Frontier.State.LEASED)
        polled = Feed.objects.held().filter(scope.outlets)
        if leased.exists() or polled.exists():
            return False
        pages, feeds = due_pages(soon, scope), due_feeds(soon, scope)
        if plan.pages_each is not None:  # for one look nobody waits until a host that failed has rested
            resting = Host.objects.filter(next_at__gt=soon).values("name")
            pages, feeds = pages.exclude(host__in=resting), feeds.exclude(host__in=resting)
        return not pages.exists() and not feeds.exists()


def _due_hosts(names: list[str], scope: Scope) -> tuple[set[str], set[str]]:
    """Which of these hosts have a feed that is due, and which a page."""
    now = timezone.now()
    feeds = due_feeds(now, scope).filter(host__in=names).values_list("host", flat=True)
    pages = due_pages(now, scope).filter(host__in=names).order_by().values_list("host", flat=True).distinct()
    return set(feeds), set(pages)
