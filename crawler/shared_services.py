"""What all crawls of one process share: the writer, reads in a thread, the parser pool, the outlets."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import structlog
from django.db import connection
from django.utils import timezone

from crawler.handlers import browser
from crawler.handlers.guard_proxy import GuardProxy
from crawler.handlers.proxies import ways_out
from crawler.items import Prior
from crawler.resolver import checked
from rasad.archive.database.group_writer import GroupWriter, set_process_writer
from rasad.archive.jobs.heartbeats import HeartbeatThread
from rasad.archive.models import ARTICLE_PAGES, Capture
from rasad.archive.warc import WarcFiles, WarcMissingError, WarcStore, seal_leftovers
from rasad.extract.announcements.reading import AnnouncingPage, Reading, read_page, warm
from rasad.extract.errors import ExtractError, PoolClosedError
from rasad.extract.pool import Pool
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.loading import load_outlets
from rasad.persian.dates.jalali import day_start, tehran_today
from settings.env import env

T = TypeVar("T")
log = structlog.get_logger("rasad.crawler")
_THREADS = 2


@dataclass
class Plan:
    """How long a process crawls. `once`: until nothing is due within `horizon` seconds; `hosts` at once.

    `pages_each`: requests of one outlet after which none of its polls goes on.
    """

    hosts: int = 128
    once: bool = False
    outlet: str | None = None
    max_seconds: float = 1800.0
    max_pages: int = 5000
    horizon: float = 3.0
    pages_each: int | None = None


@dataclass
class CrawlServices:
    """Only `write` changes records, on the writer's thread; `thread` is for reads and heavy work."""

    plan: Plan
    writer: GroupWriter
    store: WarcStore
    specs: dict[str, OutletSpec]
    no_browser: str = ""  # why pages that need a browser cannot be fetched
    proxy: GuardProxy | None = None  # the browser's way out, where there is a browser
    ways: dict[str, GuardProxy] = field(default_factory=dict)  # outlets' ways out by a proxy, by its name
    ending: bool = False
    pages: int = 0  # requests that reached the downloader
    asked: Counter[str] = field(default_factory=Counter)  # of those, by outlet
    settled: set[int] = field(default_factory=set)  # feeds without news: a crawl that ends asks them once
    kinds: set[str] = field(default_factory=set)  # of the outlets that this process crawls
    heartbeat: HeartbeatThread | None = None
    _pool: Pool | None = None
    _started: float = field(default_factory=time.monotonic)
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_THREADS, thread_name_prefix="crawl-read")
    )

    @property
    def guard_proxies(self) -> list[GuardProxy]:
        """All that listen while this process crawls."""
        return [*([self.proxy] if self.proxy else []), *self.ways.values()]

    @property
    def over(self) -> bool:
        """Whether nothing more is begun: it was asked to end, or its time or pages are used up."""
        old = time.monotonic() - self._started > self.plan.max_seconds
        return self.ending or old or self.pages >= self.plan.max_pages

    def has_enough(self, outlet: str) -> bool:
        """Whether an outlet's share of the plan's requests is used up."""
        most = self.plan.pages_each
        return most is not None and self.asked[outlet] >= most

    @property
    def pool(self) -> Pool:
        """The killable parsers; started when first needed."""
        if self._pool is None:
            self._pool = Pool(workers=1, timeout=20.0)
            self._pool.schedule(warm)  # the first call imports the parsers: not at the cost of the first feed
        return self._pool

    def beat(self, hosts: int) -> None:
        """What `health` shows of this process."""
        if self.heartbeat is None:
            self.heartbeat = HeartbeatThread("crawl", {"pages": 0}).start()
        troubles = {name: way.trouble for name, way in self.ways.items() if way.trouble}
        state = {"pages": self.pages, "hosts": hosts, "writer": self.writer.state}
        self.heartbeat.detail = state | ({"proxies": troubles} if troubles else {})

    async def write(self, effect: Callable[[], T]) -> T:
        """Run `effect` in the next group's transaction; returns after its commit."""
        return await asyncio.wrap_future(self.writer.submit([], lambda _: effect()))

    async def thread(self, work: Callable[[], T]) -> T:
        """Run blocking work (a read of the database) in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

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

    async def read(self, kind: str, page: AnnouncingPage) -> Reading:
        """Read an announcing page in a killable worker; what kills it comes back as a fault."""
        try:
            future = self.pool.schedule(read_page, kind, page)
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
        since = day_start(tehran_today(timezone.now()))
        return Capture.objects.filter(outlet_id=outlet, fetched_at__gte=since, kind__in=ARTICLE_PAGES).count()

    def close(self) -> None:
        """Write what was submitted, end the threads with their database connections."""
        self.writer.close()
        for _ in range(_THREADS):
            self._threads.submit(connection.close)
        self._threads.shutdown(wait=True, cancel_futures=False)
        if self._pool is not None:
            self._pool.close()
        if self.heartbeat is not None:
            self.heartbeat.stop()


_services: CrawlServices | None = None


def services(plan: Plan | None = None) -> CrawlServices:
    """The services of this process, made when first asked for; `plan` counts then only."""
    global _services
    if _services is None:
        folder = env().data / "warc"
        folder.mkdir(parents=True, exist_ok=True)
        seal_leftovers(folder)
        specs = load_outlets(env().outlets)
        made = CrawlServices(
            plan or Plan(once=True), GroupWriter(WarcFiles(folder)), WarcStore(folder), specs
        )
        if any(spec.fetch.browser for spec in specs.values()):
            made.no_browser = browser.problem(env())
            made.proxy = None if made.no_browser else GuardProxy(checked)
        made.ways = ways_out(specs.values(), env().proxies, checked)
        set_process_writer(made.writer)
        _services = made
    return _services


def close_services() -> None:
    """End them; a crawl that begins later gets new ones."""
    global _services
    if _services is not None:
        _services.close()
        _services = None
        set_process_writer(None)
