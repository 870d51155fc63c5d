"""Politeness inside one worker: a host's turn, with its lease held in the frontier."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from crawler.policy import host_verdict
from rasad.archive.frontier import FetchOutcome, HostLease, HostResult, lease_host, release, renew
from rasad.errors import ServiceUnavailableError
from rasad.outlets.loading import OutletSpec

T = TypeVar("T")
#: Runs a function inside a transaction on the writer thread.
Write = Callable[[Callable[[], Any]], Awaitable[Any]]

#: Seconds of a lease, and how often leases are renewed.
LEASE = 90.0
RENEW = 25.0
_BORROW_WAIT = 15.0


class HostBusyError(ServiceUnavailableError):
    """Another worker holds the host; try the page again later."""


@dataclass
class HostTurn:
    """A host as this worker holds it. `refs`: lanes and redirects that use it."""

    lease: HostLease
    next_at: datetime
    delay: float
    failures: int
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    refs: int = 0
    lost: bool = False


def utc_now() -> datetime:
    """The moment, aware, UTC."""
    return datetime.now(UTC)


class Gate:
    """All hosts that this worker holds."""

    def __init__(self, owner: str, write: Write) -> None:
        self.owner = owner
        self.write = write
        self.hosts: dict[str, HostTurn] = {}
        self.asked: dict[str, float] = {}  # seconds between requests that robots.txt asks for

    def slow_down(self, host: str, seconds: float) -> None:
        """robots.txt asks for a longer pause than ours; it counts from now on."""
        self.asked[host] = seconds
        turn = self.hosts.get(host)
        if turn is not None and seconds > turn.delay:
            turn.delay = seconds
            turn.next_at = max(turn.next_at, utc_now() + timedelta(seconds=seconds))

    def settle(
        self,
        name: str,
        outcome: FetchOutcome,
        spec: OutletSpec,
        now: datetime,
        wait: float | None,
        error: str,
    ) -> HostResult:
        """What an answer of a host means for its next turn, here at once and for the records to keep.

        `wait`: seconds that the host asked for (Retry-After).
        """
        turn = self.hosts.get(name)
        state = host_verdict(
            outcome,
            failures=turn.failures if turn else 0,
            delay=turn.delay if turn else spec.fetch.delay,
            base=spec.fetch.poll[0] / 2,
            now=now,
            wait=wait,
            error=error,
        )
        if turn is not None:
            turn.next_at, turn.failures = max(turn.next_at, state.next_at), state.failures
        return state

    def adopt(self, lease: HostLease) -> HostTurn:
        """Take over a lease that was won; pair with `leave`."""
        delay = max(lease.delay, self.asked.get(lease.name, 0.0))
        turn = self.hosts.setdefault(lease.name, HostTurn(lease, lease.next_at, delay, lease.failures))
        turn.refs += 1
        return turn

    async def leave(self, host: str) -> None:
        """Give the host back when nobody here uses it."""
        turn = self.hosts[host]
        turn.refs -= 1
        if turn.refs == 0:
            del self.hosts[host]
            await self.write(partial(release, turn.lease, turn.next_at))

    async def _borrow(self, host: str) -> HostTurn:
        until = utc_now() + timedelta(seconds=_BORROW_WAIT)
        while host not in self.hosts:
            lease = await self.write(lambda: lease_host(self.owner, host, utc_now(), LEASE))
            if lease is not None:
                return self.adopt(lease)
            if utc_now() > until:
                raise HostBusyError(f"{host} is being crawled by another worker")
            await asyncio.sleep(0.2)
        turn = self.hosts[host]
        turn.refs += 1
        return turn

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[HostTurn]:
        """Wait for the host's turn; one request may be made inside. Raises `HostBusyError`."""
        state = await self._borrow(host)
        try:
            async with state.lock:
                while (pause := (state.next_at - utc_now()).total_seconds()) > 0:
                    if pause > _BORROW_WAIT * 2:
                        raise HostBusyError(f"{host} asks for rest for {pause:.0f} s")
                    await asyncio.sleep(pause)
                try:
                    yield state
                finally:
                    state.next_at = max(state.next_at, utc_now() + timedelta(seconds=state.delay))
        finally:
            await self.leave(host)

    async def keep(self) -> None:
        """Renew all leases, for ever; a lost one is marked, and its lane ends."""
        while True:
            await asyncio.sleep(RENEW)
            held = list(self.hosts.values())
            leases = [turn.lease for turn in held]
            renewed = await self.write(partial(_renew_all, leases))
            for turn, lease in zip(held, renewed, strict=True):
                if lease is None:
                    turn.lost = True
                else:
                    turn.lease = lease


def _renew_all(leases: list[HostLease]) -> list[HostLease | None]:
    now = utc_now()
    return [renew(one, now, LEASE) for one in leases]
