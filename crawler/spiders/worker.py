"""The one spider: leases hosts, runs a lane for each, and yields the requests the lanes make."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from scrapy import Request, Spider

from crawler.context import CrawlServices
from crawler.gate import LEASE, utc_now
from crawler.lane import Lane
from rasad.archive.frontier import HostLease, due_feeds, due_pages, free_hosts, lease_hosts, release_expired
from rasad.archive.group_writer import WriterClosedError
from rasad.archive.models import Feed, Frontier

log = structlog.get_logger("rasad.crawler")


@dataclass
class Plan:
    """How a worker works. `once`: end when nothing is due within `horizon` seconds."""

    hosts: int = 24
    once: bool = False
    outlet: str | None = None
    max_seconds: float = 1800.0
    max_pages: int = 5000
    horizon: float = 3.0


class Worker(Spider):
    """Long-lived; ends by itself after its time or pages, to give memory back."""

    name = "worker"

    def __init__(self, context: CrawlServices, plan: Plan, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.context = context
        self.plan = plan
        self.lanes: dict[str, tuple[Lane, asyncio.Task[None]]] = {}
        self.ending = False
        self.settled: set[int] | None = set() if plan.once else None  # see `Lane`
        self.started = time.monotonic()

    async def start(self) -> AsyncIterator[Request]:
        """Requests as the lanes make them, until the lead says it is over."""
        if self.context.proxy is not None:
            await self.context.proxy.start()
        tasks = [asyncio.create_task(self._lead()), asyncio.create_task(self.context.gate.keep())]
        try:
            while (request := await self.context.fetcher.outbox.get()) is not None:
                yield request
        finally:
            for task in tasks:
                task.cancel()
            if self.context.proxy is not None:
                await self.context.proxy.close()

    def end(self) -> None:
        """Ask the worker to end: lanes finish the page they are at."""
        self.ending = True
        for lane, _ in self.lanes.values():
            lane.ending = True

    @property
    def _over(self) -> bool:
        old = time.monotonic() - self.started > self.plan.max_seconds
        return self.ending or old or self.context.fetcher.pages >= self.plan.max_pages

    async def _lead(self) -> None:
        swept, idle = 0.0, 0
        try:
            while not self._over:
                if time.monotonic() - swept > 5.0:
                    swept = time.monotonic()
                    await self.context.write(lambda: release_expired(utc_now()))
                    self._tell()
                self._reap()
                begun = await self._begin_lanes()
                resting = self.plan.once and not self.lanes and not begun
                if resting and await self.context.thread(self._nothing_due):
                    break
                idle = 0 if begun else min(idle + 1, 5)
                await asyncio.sleep(0.05 * idle + 0.05)
        except WriterClosedError:
            pass
        except Exception:
            log.exception("lead_failed")
        finally:
            self.end()
            await asyncio.gather(*(task for _, task in self.lanes.values()), return_exceptions=True)
            self.context.fetcher.outbox.put_nowait(None)

    def _tell(self) -> None:
        """What `health` shows of this worker."""
        if self.context.beating is not None:
            self.context.beating.detail = {
                "pages": self.context.fetcher.pages,
                "hosts": len(self.lanes),
                "writer": self.context.writer.state,
            }

    def _reap(self) -> None:
        for host, (_, task) in list(self.lanes.items()):
            if task.done():
                del self.lanes[host]
                if error := task.exception():
                    log.error("lane_failed", host=host, error=repr(error))

    async def _begin_lanes(self) -> int:
        room = self.plan.hosts - len(self.lanes)
        outlet, settled, mine = self.plan.outlet, self.settled or (), list(self.context.gate.hosts)

        def any_free() -> bool:
            return free_hosts(utc_now(), outlet=outlet, exclude=mine, settled=settled).exists()

        def lease() -> list[HostLease]:
            now, who = utc_now(), self.context.owner
            return lease_hosts(who, room, now, LEASE, outlet=outlet, exclude=mine, settled=settled)

        # Looked up without the right to write: most often all that is due is with our own lanes.
        if room <= 0 or not await self.context.thread(any_free):
            return 0
        leases = await self.context.write(lease)
        for won in leases:
            lane = Lane(self.context, won, outlet, self.settled)
            self.lanes[won.name] = (lane, asyncio.create_task(lane.run()))
        return len(leases)

    def _nothing_due(self) -> bool:
        """For `once`: no page is leased or due soon, and every feed was polled until it was quiet."""
        soon = utc_now() + timedelta(seconds=self.plan.horizon)
        leased = Frontier.objects.filter(state=Frontier.State.LEASED, outlet__paused=False)
        polled = Feed.objects.held()
        if self.plan.outlet:
            leased = leased.filter(outlet_id=self.plan.outlet)
            polled = polled.filter(outlet_id=self.plan.outlet)
        busy = leased.exists() or polled.exists()
        due = (
            due_pages(soon, self.plan.outlet).exists()
            or due_feeds(soon, self.plan.outlet, self.settled or ()).exists()
        )
        return not busy and not due
