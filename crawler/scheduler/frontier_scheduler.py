"""Scrapy's scheduler over the frontier: a request is handed out in its host's turn, and not before.

`next_request` never waits: a loader reads what is due ahead of it, in a thread, and wakes the engine.
A host's turn lasts from the request until its item is durable, so a death costs one page a host.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import structlog
from django.utils import timezone
from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from crawler.errors import HostBusyError
from crawler.request_meta import Fetch, fetch_of
from crawler.scheduler.host_slots import HostSlot, HostSlots
from crawler.scheduler.lease_loader import Loader
from crawler.shared_services import CrawlServices, services
from rasad.archive.capture_item import CaptureItem
from rasad.archive.frontier.apply import StoredItem
from rasad.archive.identity import NotAnAddressError, canonical_url, host_of
from rasad.archive.jobs import lease_holders

if TYPE_CHECKING:
    from crawler.spiders.base import OutletSpider

log = structlog.get_logger("rasad.crawler")
#: Seconds for which a robots.txt that leads to another host waits for that host.
_TURN_WAIT = 15.0
_LONGEST_REST = 90.0


class FrontierScheduler(BaseScheduler):
    """The `SCHEDULER` setting names it. After `load_due`, by a spider's `start`, the frontier is read."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.slots = HostSlots()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        for signal, handler in (
            (signals.item_scraped, self._item_stored),
            (signals.item_error, self._item_failed),
            (signals.spider_error, self._callback_failed),
            (signals.request_left_downloader, self._request_left),
        ):
            crawler.signals.connect(handler, signal=signal)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        """Scrapy's constructor."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Begin; the loop runs already."""
        self.services: CrawlServices = services()
        self.spider = cast("OutletSpider", spider)
        self.owner = f"{lease_holders.owner()}/{spider.name}"[:80]
        self.loader = Loader(self)

    def load_due(self) -> None:
        """Read what is due from the frontier from now on."""
        self.services.kinds.update(self.spider.kinds)
        self.loader.loading = True
        self.loader.wake()

    def close(self, reason: str) -> Deferred[None]:
        """Give all hosts back."""
        return deferred_from_coro(self._close())

    async def _close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=10.0)
        await self.loader.close()

    @property
    def _over(self) -> bool:
        return self.loader.loading and (self.services.over or self.loader.finished)

    def has_pending_requests(self) -> bool:
        """Whether the crawl goes on: one that reads the frontier does until its plan is over."""
        if self.loader.loading:
            return not self._over
        return self.slots.waiting > 0 or self.loader.has_strangers

    def next_request(self) -> Request | None:
        """The next request whose host may be asked now."""
        found = None if self._over else self.slots.pop(timezone.now())
        if found is None:
            self._wake_in_time()
            return None
        slot, request = found
        fetch = fetch_of(request)
        if fetch is not None:
            fetch.held = slot.name
        if len(slot.queue) < self.loader.LOW:
            self.loader.wake()
        return request

    def enqueue_request(self, request: Request) -> bool:
        """Let a redirect's hop, a next page or what a callback yields wait for its host's turn."""
        try:
            host = host_of(canonical_url(request.url))
        except NotAnAddressError:
            return False
        fetch = fetch_of(request)
        if fetch is not None:
            self._leave(fetch, host)
        self.add(host, request, first=fetch is not None and bool(fetch.hops))
        return True

    def add(self, host: str, request: Request, *, first: bool = False) -> None:
        """Let a request wait for a host; one that is not ours is leased first."""
        slot = self.slots.get(host)
        if slot is None or slot.lost:
            self.loader.want(host, request)
        else:
            self.slots.push(slot, request, first=first)
        self.wake()

    def wake(self) -> None:
        """Let the engine ask for requests: Scrapy has no public way to say that there are some now."""
        engine_slot = self.crawler.engine._slot if self.crawler._engine is not None else None
        if engine_slot is not None:
            engine_slot.nextcall.schedule()

    def _wake_in_time(self) -> None:
        """Wake the engine when the next host may be asked."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        at = self.slots.next_time()
        if at is not None and not self._over:
            wait = max(0.0, (at - timezone.now()).total_seconds())
            self._timer = asyncio.get_running_loop().call_later(wait, self.wake)

    # How a host's turn ends.

    def _leave(self, fetch: Fetch, host: str) -> None:
        """A redirect leads on: the host that sent it is free, its page not yet done."""
        slot = self.slots.get(fetch.held)
        fetch.held = ""
        if slot is None:
            return
        slot.record_request(timezone.now())
        if slot.name != host and not fetch.home:
            fetch.home = slot.name
            slot.abroad += 1
        self._free(slot)

    def end(self, fetch: Fetch) -> None:
        """The fetch is over: its host is free, and the one that it came from knows."""
        slot, home = self.slots.get(fetch.held), self.slots.get(fetch.home)
        fetch.held, fetch.home = "", ""
        if home is not None:
            home.abroad -= 1
        if slot is not None:
            self._free(slot)
        self.loader.wake()

    def _free(self, slot: HostSlot) -> None:
        self.slots.free(slot)
        self.wake()

    def _item_stored(self, item: Any, response: Any) -> None:
        fetch = _fetch_behind(response)
        if fetch is None or not isinstance(item, CaptureItem):
            return
        self.end(fetch)
        if item.stored is not None and item.stored.feed is not None:
            self._poll_on(fetch, item.stored)

    def _poll_on(self, fetch: Fetch, stored: StoredItem) -> None:
        """The next page of a poll, from the feed's state as it was stored."""
        enough = self.services.has_enough(fetch.spec.key)
        request = None if self._over or enough else self.spider.next_poll_request(fetch, stored)
        if request is not None:
            self.enqueue_request(request)
        elif enough or (stored.ended and not stored.new and not stored.failed):
            self.services.settled.add(self.spider.feed_of(fetch))

    def _item_failed(self, item: Any, response: Any, failure: Any) -> None:
        fetch = _fetch_behind(response)
        if fetch is not None:
            self.fail(fetch, failure.value)

    def _callback_failed(self, failure: Any, response: Any) -> None:
        fetch = _fetch_behind(response)
        if fetch is not None:
            self.fail(fetch, failure.value)

    def fail(self, fetch: Fetch, error: BaseException) -> None:
        """Our own fault, or a host that is another's: the fetch gets its one outcome all the same."""
        if not isinstance(error, HostBusyError):
            log.error("fetch_failed", outlet=fetch.spec.key, url=fetch.url, error=repr(error)[:500])
        task = asyncio.get_running_loop().create_task(self._store_failure(fetch, error))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _store_failure(self, fetch: Fetch, error: BaseException) -> None:
        item = self.spider.failure_item(fetch, error)
        await self.crawler.engine.scraper.start_itemproc_async(item, response=None)
        self.end(fetch)

    def _request_left(self, request: Request) -> None:
        """A request of the shell's has no item to wait for."""
        if fetch_of(request) is not None or request.meta.get("dont_obey_robotstxt"):
            return
        for slot in self.slots:
            if slot.busy is request:
                slot.record_request(timezone.now())
                self._free(slot)

    # What middlewares ask for.

    async def rest(self, host: str, delay: float = 0.0) -> None:
        """Wait until the host may be asked again; `delay`: what its robots.txt asks for from now on."""
        if delay:
            self.slots.slow_down(host, delay, timezone.now())
        slot = self.slots.get(host)
        if slot is not None:
            pause = (slot.next_at - timezone.now()).total_seconds()
            await asyncio.sleep(max(0.0, min(pause, _LONGEST_REST)))

    def record_request(self, host: str) -> None:
        """The host has just answered inside somebody's turn."""
        slot = self.slots.get(host)
        if slot is not None:
            slot.record_request(timezone.now())

    @asynccontextmanager
    async def reserve(self, host: str) -> AsyncIterator[None]:
        """Another host's turn, for one request. Raises `HostBusyError`."""
        slot = await self._free_slot(host)
        self.slots.take(slot, host, timezone.now())
        try:
            await self.rest(host)
            yield
        finally:
            slot.record_request(timezone.now())
            self._free(slot)

    async def _free_slot(self, host: str) -> HostSlot:
        loop = asyncio.get_running_loop()
        until = loop.time() + _TURN_WAIT
        while loop.time() < until:
            slot = self.slots.get(host) or await self.loader.lease(host)
            if slot is not None and slot.busy is None:
                return slot
            await asyncio.sleep(0.05)
        raise HostBusyError(f"{host} is being crawled by another worker")


def _fetch_behind(response: Any) -> Fetch | None:
    """The fetch of a response, or of the failure that an errback got."""
    request = getattr(response, "request", None)
    return fetch_of(request) if isinstance(request, Request) else None
