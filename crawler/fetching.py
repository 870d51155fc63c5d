"""One request through Scrapy: out by the spider's queue, back by a ticket, stored by the pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.failures import outcome_of
from crawler.gate import Gate
from rasad.archive.capture_item import CaptureItem
from rasad.archive.frontier import FetchOutcome
from rasad.archive.frontier.apply import StoredItem
from rasad.archive.group_writer import process_writer
from rasad.archive.identity import canonical_url, host_of
from rasad.archive.warc import Exchange
from rasad.outlets.loading import OutletSpec

#: Seconds beyond the downloader's own limit after which a request is given up for lost.
_GRACE = 20.0


@dataclass
class Ticket:
    """Ties a request to the lane that waits for it: `answer` comes in, `item` goes out."""

    answer: asyncio.Future[Response]
    item: asyncio.Future[CaptureItem | None]


@dataclass
class Got:
    """What one request brought: an exchange, or an outcome that says why not. `dom`: as rendered."""

    url: str
    exchange: Exchange | None = None
    outcome: FetchOutcome | None = None
    error: str = ""
    dom: str = ""
    hops: list[str] = field(default_factory=list)  # redirects that the browser followed by itself
    ticket: Ticket | None = None

    def header(self, name: str) -> str:
        """A response header, "" without."""
        headers = self.exchange.headers if self.exchange else []
        return next((value for found, value in headers if found.lower() == name.lower()), "")

    async def store(self, item: CaptureItem) -> StoredItem:
        """Make the item durable: through the item pipeline, or directly where nothing was answered."""
        if self.ticket is not None and not self.ticket.item.done():
            item.done = asyncio.get_running_loop().create_future()
            self.ticket.item.set_result(item)
            return await item.done
        return await asyncio.wrap_future(process_writer().submit_item(item))


@dataclass
class Fetcher:
    """Sends requests in their hosts' turn. `outbox` is what the spider's `start` yields from."""

    gate: Gate
    timeout: float = 30.0
    no_browser: str = ""  # why pages that need a browser cannot be fetched
    outbox: asyncio.Queue[Request | None] = field(default_factory=asyncio.Queue)
    pages: int = 0

    @asynccontextmanager
    async def get(
        self,
        url: str,
        spec: OutletSpec,
        kind: str,
        validators: tuple[str, str] = ("", ""),
        browser: bool = False,
    ) -> AsyncIterator[Got]:
        """One hop, no redirect followed. Raises `HostBusyError`; what else goes wrong is in `Got.outcome`."""
        loop = asyncio.get_running_loop()
        ticket = Ticket(loop.create_future(), loop.create_future())
        try:
            async with self.gate.turn(host_of(canonical_url(url))):
                got = await self._send(url, spec, kind, validators, browser, ticket)
            yield got
        finally:
            if not ticket.item.done():
                ticket.item.set_result(None)

    async def _send(
        self,
        url: str,
        spec: OutletSpec,
        kind: str,
        validators: tuple[str, str],
        browser: bool,
        ticket: Ticket,
    ) -> Got:
        meta: dict[str, Any] = {"ticket": ticket, "kind": kind, "validators": validators}
        if spec.fetch.insecure_tls:
            meta["insecure_tls"] = True
        if browser:
            if self.no_browser:
                return Got(url, outcome=FetchOutcome.NO_BROWSER, error=self.no_browser)
            meta["browser"] = True
        try:
            request = Request(url, callback=answered, errback=failed, meta=meta, dont_filter=True)
        except ValueError as error:
            return Got(url, outcome=FetchOutcome.ADDRESS_REFUSED, error=str(error)[:300])
        self.outbox.put_nowait(request)
        self.pages += 1
        try:
            response = await asyncio.wait_for(
                asyncio.shield(ticket.answer), self.timeout * (3 if browser else 1) + _GRACE
            )
        except Exception as error:
            outcome, sentence = outcome_of(error, url)
            return Got(url, outcome=outcome, error=sentence)
        meta = response.meta
        return Got(
            meta.get("answered_url", url),
            exchange=meta["exchange"],
            dom=meta.get("dom", ""),
            hops=meta.get("browser_hops", []),
            ticket=ticket,
        )


async def answered(response: Response) -> AsyncIterator[CaptureItem]:
    """Scrapy's callback: hand the answer to the lane, and its item to the pipelines."""
    ticket: Ticket = response.meta["ticket"]
    if not ticket.answer.done():
        ticket.answer.set_result(response)
    item = await ticket.item
    if item is not None:
        yield item


def failed(failure: Failure) -> None:
    """Scrapy's errback: hand the error to the lane."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
    ticket: Ticket = request.meta["ticket"]
    error = failure.value
    if not ticket.answer.done():
        ticket.answer.set_exception(error if isinstance(error, Exception) else RuntimeError(repr(error)))
        ticket.answer.exception()  # taken note of: the lane may have given up already
