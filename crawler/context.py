"""What the lanes of one worker share: the writer, reads in a thread, the parser pool, the outlets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import connection

from crawler.fetching import Fetcher
from crawler.following import Following
from crawler.gate import Gate, utc_now
from crawler.guardproxy import GuardProxy
from crawler.items import Prior
from crawler.reading import Reading, read_page
from rasad.archive.capture_item import CaptureItem
from rasad.archive.frontier.apply import StoredItem
from rasad.archive.group_writer import GroupWriter
from rasad.archive.heartbeats import HeartbeatThread
from rasad.archive.models import ARTICLE_PAGES, Capture
from rasad.archive.warc import WarcMissingError, WarcStore
from rasad.extract.errors import ExtractError, PoolClosedError
from rasad.extract.pool import Pool
from rasad.outlets.loading import OutletSpec
from rasad.persian.dates.jalali import day_start, tehran_today

T = TypeVar("T")


@dataclass
class CrawlServices:
    """One worker's shared parts. Only `write` changes records; `thread` is for reads and heavy work."""

    owner: str
    writer: GroupWriter
    store: WarcStore
    pool: Pool
    specs: dict[str, OutletSpec]
    proxy: GuardProxy | None = None  # the browser's way out, where there is a browser
    beating: HeartbeatThread | None = None
    gate: Gate = field(init=False)
    fetcher: Fetcher = field(init=False)
    following: Following = field(init=False)
    threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(2, thread_name_prefix="crawl-read")
    )

    def __post_init__(self) -> None:
        self.gate = Gate(self.owner, self.write)
        self.fetcher = Fetcher(self.gate)
        self.following = Following(self.fetcher)

    async def write(self, effect: Callable[[], T]) -> T:
        """Run `effect` in the next group's transaction; returns after its commit."""
        return await asyncio.wrap_future(self.writer.submit([], lambda _: effect()))

    async def keep(self, item: CaptureItem) -> StoredItem:
        """Make an item durable that no answer led to."""
        return await asyncio.wrap_future(self.writer.submit_item(item))

    async def thread(self, work: Callable[[], T]) -> T:
        """Run blocking work (decoding, a read of the database) in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    async def prior(self, key: str, *, dom: bool = False) -> Prior | None:
        """What this address answered last, with a body; `dom`: as the browser rendered it."""
        return await self.thread(lambda: self._prior(key, dom))

    def _prior(self, key: str, dom: bool) -> Prior | None:
        rows = Capture.objects.filter(key=key, status=200, revisit_of__isnull=True)
        last = (rows.filter(kind="dom") if dom else rows.exclude(kind="dom")).order_by("-pk").first()
        if last is None:
            return None
        try:
            return Prior(last.pk, last.sha256, self.store.reference(last.warc, last.offset))
        except WarcMissingError:
            return None

    async def last_answer(self, key: str) -> tuple[int, str]:
        """Status and body digest of an address's newest capture; (0, "") where there is none."""
        rows = Capture.objects.filter(key=key).order_by("-pk").values_list("status", "sha256")
        return await self.thread(rows.first) or (0, "")

    async def read(self, kind: str, body: bytes, url: str, content_type: str, spec: OutletSpec) -> Reading:
        """Read an announcing page in a killable worker; what kills it comes back as a fault."""
        try:
            future = self.pool.schedule(read_page, kind, body, url, content_type, spec, utc_now())
            reading: Reading = await asyncio.wrap_future(future)
        except PoolClosedError:
            raise
        except ExtractError as error:
            return Reading(fault=str(error)[:300])
        return reading

    def owner_of(self, url: str) -> OutletSpec | None:
        """The outlet that an address belongs to, if one of ours does."""
        return next((spec for spec in self.specs.values() if spec.owns(url)), None)

    def taken_today(self, outlet: str) -> int:
        """How many articles of an outlet were fetched on this Tehran day."""
        since = day_start(tehran_today(utc_now()))
        return Capture.objects.filter(outlet_id=outlet, fetched_at__gte=since, kind__in=ARTICLE_PAGES).count()

    def close(self) -> None:
        """End the threads, with their database connections."""
        for _ in range(2):
            self.threads.submit(connection.close)
        self.threads.shutdown(wait=True, cancel_futures=False)
