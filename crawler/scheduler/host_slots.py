"""Hosts as one crawl holds them: whose lease, when each may be asked again, what waits for it. Memory only.

Scrapy's downloader has slots of its own; they know nothing of other processes. These stand before them.
"""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scrapy import Request

from crawler.outcomes.next_visit import host_verdict
from rasad.archive.frontier import FetchOutcome, HostLease, HostResult
from rasad.outlets.definitions import OutletSpec


@dataclass(eq=False)
class HostSlot:
    """One host. `busy`: what is in flight, to its durable end; `delay`: seconds between two requests."""

    lease: HostLease
    delay: float
    next_at: datetime
    failures: int
    since: datetime
    queue: deque[Request] = field(default_factory=deque)
    busy: object | None = None
    busy_since: datetime | None = None
    seconds: float = 0.0  # that an answer takes, the last ones counting most
    abroad: int = 0  # fetches of its pages that wait for another host, where a redirect led
    look_at: datetime | None = None  # before then the frontier is not asked again what is due here
    idle: bool = False  # nothing is due here
    lost: bool = False

    @property
    def name(self) -> str:
        """The host."""
        return self.lease.name

    def record_request(self, now: datetime) -> None:
        """A request has just ended: the delay runs from here."""
        self.next_at = max(self.next_at, now + timedelta(seconds=self.delay))

    def record_seconds(self, now: datetime) -> float:
        """How long answers take, with the one that has just ended."""
        if self.busy_since is not None:
            took = max(0.0, (now - self.busy_since).total_seconds())
            self.seconds = took if not self.seconds else 0.7 * self.seconds + 0.3 * took
        return self.seconds

    def rests(self, now: datetime) -> bool:
        """Whether it rests for longer than its delay: it asked for it, or failed."""
        return self.next_at - now > timedelta(seconds=max(2.0, self.delay * 1.5))


class HostSlots:
    """All hosts that this crawl holds; hands out one request a host, in the order in which hosts come due."""

    def __init__(self) -> None:
        self._slots: dict[str, HostSlot] = {}
        self._due: list[tuple[datetime, int, HostSlot]] = []
        self._numbers = itertools.count()
        self._delays: dict[str, float] = {}  # that robots.txt asks for

    def __contains__(self, host: str) -> bool:
        return host in self._slots

    def __iter__(self) -> Iterator[HostSlot]:
        return iter(list(self._slots.values()))

    def __len__(self) -> int:
        return len(self._slots)

    def get(self, host: str) -> HostSlot | None:
        """The host's slot, if we hold it."""
        return self._slots.get(host)

    def add(self, lease: HostLease, now: datetime) -> HostSlot:
        """Hold a host whose lease was won."""
        delay = max(lease.delay, self._delays.get(lease.name, 0.0))
        slot = HostSlot(lease, delay, lease.next_at, lease.failures, now)
        self._slots[lease.name] = slot
        return slot

    def remove(self, slot: HostSlot) -> None:
        """Hold it no longer."""
        self._slots.pop(slot.name, None)

    def push(self, slot: HostSlot, request: Request, *, first: bool = False) -> None:
        """Let a request wait for its host's turn; `first`: before what waits already."""
        if first:
            slot.queue.appendleft(request)
        else:
            slot.queue.append(request)
        slot.idle = False
        self._offer(slot)

    def pop(self, now: datetime) -> tuple[HostSlot, Request] | None:
        """The next request whose host may be asked, and its host, which is busy from now on."""
        while self._due and self._due[0][0] <= now:
            _, _, slot = heapq.heappop(self._due)
            if slot.busy is not None or slot.lost or not slot.queue or self._slots.get(slot.name) is not slot:
                continue
            if slot.next_at > now:
                self._offer(slot)
                continue
            request = slot.queue.popleft()
            self.take(slot, request, now)
            return slot, request
        return None

    def take(self, slot: HostSlot, what: object, now: datetime) -> None:
        """Something is in flight there."""
        slot.busy, slot.busy_since = what, now

    def free(self, slot: HostSlot) -> None:
        """Its request has come to its end."""
        slot.busy = None
        self._offer(slot)

    def next_time(self) -> datetime | None:
        """When a request may be ready at the earliest; None where none waits."""
        return self._due[0][0] if self._due else None

    def _offer(self, slot: HostSlot) -> None:
        if slot.busy is None and slot.queue:
            heapq.heappush(self._due, (slot.next_at, next(self._numbers), slot))

    @property
    def waiting(self) -> int:
        """How many requests wait or are in flight."""
        return sum(len(slot.queue) + (slot.busy is not None) for slot in self._slots.values())

    def slow_down(self, host: str, seconds: float, now: datetime) -> None:
        """robots.txt asks for a longer pause than ours; it counts from now on."""
        self._delays[host] = seconds
        slot = self._slots.get(host)
        if slot is not None and seconds > slot.delay:
            slot.delay = seconds
            slot.record_request(now)

    def settle(
        self,
        host: str,
        outcome: FetchOutcome,
        spec: OutletSpec,
        now: datetime,
        wait: float | None,
        error: str,
    ) -> HostResult:
        """What an answer of a host means for its next turn, here at once and for the records to keep.

        `wait`: seconds that the host asked for (Retry-After).
        """
        slot = self._slots.get(host)
        result = host_verdict(
            outcome,
            failures=slot.failures if slot else 0,
            delay=slot.delay if slot else spec.fetch.delay,
            base=spec.fetch.poll[0] / 2,
            now=now,
            wait=wait,
            error=error,
        )
        if slot is not None:
            slot.next_at, slot.failures = max(slot.next_at, result.next_at), result.failures
            result = replace(result, seconds=slot.record_seconds(now))
        return result
