"""A site looked at for a proposal: a spider that fetches what the survey wants next, in its hosts' turns.

It stands outside of `crawler.spiders`: it belongs to no outlet, reads nothing from the frontier and stores no
article; every answer is kept as evidence all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import structlog
from django.utils import timezone
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.outcomes.failures import outcome_of
from crawler.run import project_settings, quiet_loggers
from crawler.shared_services import CrawlServices, Plan, close_services, services
from rasad.archive.capture_item import CaptureItem
from rasad.archive.frontier.discovery import ensure_hosts
from rasad.archive.identity import canonical_url, host_of
from rasad.archive.jobs import lease_holders
from rasad.archive.warc import Exchange, exchange_records
from rasad.extract.errors import ExtractError
from rasad.extract.proposal.entry import proposal
from rasad.extract.proposal.site import SavedPage
from rasad.extract.proposal.survey import wanted
from rasad.outlets.proposal import NotFound, Proposal

log = structlog.get_logger("rasad.crawler")
#: Seconds that the reading of all pages may take, in a worker that can be killed.
_READING = 120.0


class SurveySpider(Spider):
    """Fetches pages of one site, round by round, until the survey wants no more."""

    name = "survey"
    kinds: tuple[str, ...] = ()
    outlet = None

    def __init__(self, home: str, pages: dict[str, SavedPage], most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.home, self.pages, self.most = home, pages, most
        self.fault = ""
        self._waiting: set[str] = set()

    @property
    def services(self) -> CrawlServices:
        """The writer and the parsers."""
        return services()

    async def start(self) -> AsyncIterator[Any]:
        """The first round: the home page."""
        for request in await self._round():
            yield request

    async def parse(self, response: Response, asked: str, **kwargs: Any) -> AsyncIterator[Any]:
        """An answer, whatever its status: kept as evidence, and part of what the survey knows."""
        exchange: Exchange | None = response.meta.get("exchange")
        if exchange is not None:
            yield CaptureItem(exchange_records(exchange, {"kind": "survey", "home": self.home}))
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        page = SavedPage(asked, response.url, response.status, response.body, content_type, timezone.now())
        for request in await self._came(page):
            yield request

    async def errback(self, failure: Failure) -> AsyncIterator[Any]:
        """No answer: the survey is told why."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        asked = request.cb_kwargs["asked"]
        _, sentence = outcome_of(failure.value or RuntimeError("no answer"), request.url)
        for following in await self._came(SavedPage(asked, asked, 0, b"", "", timezone.now(), sentence)):
            yield following

    async def _came(self, page: SavedPage) -> list[Request]:
        self.pages[page.url] = page
        self._waiting.discard(page.url)
        log.info("survey_page", url=page.url, status=page.status, problem=page.problem)
        return [] if self._waiting else await self._round()

    async def _round(self) -> list[Request]:
        """The next pages to fetch; none once the survey wants no more, or its time is over."""
        if self.services.over:
            return []
        try:
            future = self.services.pool.schedule(
                wanted, self.home, list(self.pages.values()), self.most, timeout=_READING
            )
            urls: list[str] = await asyncio.wrap_future(future)
        except ExtractError as error:
            self.fault = str(error)
            return []
        made = [request for url in urls if (request := self._request(url)) is not None]
        self._waiting = {request.cb_kwargs["asked"] for request in made}
        return made if made or not urls else await self._round()

    def _request(self, url: str) -> Request | None:
        """A request; an address that no client can ask for is an answer of its own."""
        try:
            return Request(
                url, callback=self.parse, errback=self.errback, cb_kwargs={"asked": url}, dont_filter=True
            )
        except ValueError as error:
            self.pages[url] = SavedPage(url, url, 0, b"", "", timezone.now(), str(error)[:300])
            return None


def survey_site(home: str, *, delay: float, most: int, seconds: float) -> Proposal:
    """Look at a site and propose its outlet's entry; one a process, for a reactor runs once.

    `delay`: seconds between two requests to one host; `most`: requests in all.
    """
    lease_holders.take_short_turns()
    shared = services(Plan(hosts=4, once=True, max_pages=2 * most, max_seconds=seconds))
    ensure_hosts({host_of(canonical_url(home))}, delay)
    pages: dict[str, SavedPage] = {}
    process = AsyncCrawlerProcess(project_settings())
    quiet_loggers()
    crawler = process.create_crawler(SurveySpider)
    try:
        process.crawl(crawler, home=home, pages=pages, most=most)
        process.start(stop_after_crawl=True, install_signal_handlers=False)
        return _proposed(shared, home, pages)
    finally:
        close_services()


def _proposed(shared: CrawlServices, home: str, pages: dict[str, SavedPage]) -> Proposal:
    """What the pages suggest, read in a worker that can be killed."""
    from rasad.extract.pool import Pool

    with Pool(workers=1, timeout=_READING) as pool:
        try:
            made: Proposal = pool.run(proposal, home, list(pages.values()))
        except ExtractError as error:
            why = f"its pages could not be read: {error}."
            return Proposal(
                home,
                "outlet",
                (),
                (NotFound("home", why, "Write the entry by docs/outlets.md."),),
                len(pages),
            )
    return made
