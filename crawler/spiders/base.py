"""What all spiders share: requests for what the frontier has due, callbacks for what comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, ClassVar, cast

from django.utils import timezone
from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.checks.page_preview import preview
from crawler.errors import FetchStoppedError, HostBusyError
from crawler.feeds.announcement_reader import Reading
from crawler.feeds.poll_pages import can_page_back, may_be_kept, next_page
from crawler.items import Answer, PolledFeed, page_item, poll_item
from crawler.outcomes.failed_items import failed_item
from crawler.outcomes.next_visit import Before
from crawler.request_meta import Fetch, answer_of, failed_answer
from crawler.scheduler.frontier_scheduler import FrontierScheduler
from crawler.shared_services import CrawlServices, services
from rasad.archive.capture_item import CaptureItem
from rasad.archive.frontier import Announcement, FetchOutcome, HostResult
from rasad.archive.frontier.apply import StoredItem
from rasad.archive.frontier.feed_state import FeedState
from rasad.archive.identity import canonical_url, url_hash
from rasad.archive.models import Feed, Frontier
from rasad.outlets.definitions import OutletSpec

#: Which callback reads what: kinds of feeds, and of pages of the frontier that announce others.
CALLBACKS = {
    "rss": "parse_feed",
    "aparat": "parse_feed",
    "news_sitemap": "parse_sitemap",
    "sitemap": "parse_sitemap",
    "sitemap_page": "parse_sitemap",
    "listing": "parse_listing",
    "listing_page": "parse_listing",
    "archive": "parse_listing",
    "archive_page": "parse_listing",
    "edition": "parse_edition",
    "edition_page": "parse_edition",
    "telegram": "parse_channel",
    "eitaa": "parse_channel",
}
_BROWSED_FEEDS = ("listing", "archive")
_BROWSED_PAGES = ("article", "listing")


class OutletSpider(Spider):
    """Crawls the outlets of some kinds: `-a outlet=KEY` one of them.

    A callback yields one `CaptureItem` a fetch; the item pipeline makes it durable, and with that the page's
    or feed's next time. What was fetched is read by `rasad.extract`, in a worker that can be killed.
    """

    kinds: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str | None = None, outlet: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.outlet = outlet

    @classmethod
    def handles_request(cls, request: Request) -> bool:
        """Whether the address belongs to an outlet of ours (for `scrapy parse` and `scrapy shell`)."""
        spec = services().owner_of(request.url)
        return spec is not None and spec.kind in cls.kinds

    @property
    def services(self) -> CrawlServices:
        """The writer, the parsers, the outlets."""
        return services()

    @property
    def scheduler(self) -> FrontierScheduler:
        """The frontier's."""
        return cast(FrontierScheduler, self.crawler.engine.scheduler)

    async def start(self) -> AsyncIterator[Any]:
        """No request of its own: what is due stands in the frontier."""
        self.scheduler.load_due()
        none: tuple[Any, ...] = ()
        for request in none:
            yield request

    # Requests.

    def page_request(self, row: Frontier, spec: OutletSpec) -> Request | None:
        """The request for a page of the frontier."""
        browser = spec.fetch.browser and row.kind in _BROWSED_PAGES
        validators = (row.etag, row.last_modified) if row.fetched_at and not browser else ("", "")
        fetch = Fetch(spec, row.url, row, anywhere=row.kind == "pdf", validators=validators)
        return self._request(fetch, CALLBACKS.get(row.kind, "parse_article"), browser)

    def poll_request(self, feed: Feed, spec: OutletSpec, state: FeedState | None = None) -> Request | None:
        """The request for the next page of a feed's poll; without `state` as the row has it."""
        polled = next_page(feed, spec, state or FeedState.load(feed.state), timezone.now())
        fetch = Fetch(spec, polled.url, polled, anywhere=True, validators=polled.validators)
        browser = spec.fetch.browser and feed.kind in _BROWSED_FEEDS
        return self._request(fetch, CALLBACKS[feed.kind], browser)

    def next_poll_request(self, fetch: Fetch, stored: StoredItem) -> Request | None:
        """The request for the page after this one; None where the poll is over."""
        if stored.ended or not isinstance(fetch.task, PolledFeed):
            return None
        return self.poll_request(fetch.task.feed, fetch.spec, stored.feed)

    def feed_of(self, fetch: Fetch) -> int:
        """The feed that a poll's page belongs to."""
        return cast(PolledFeed, fetch.task).feed.pk

    def _request(self, fetch: Fetch, callback: str, browser: bool) -> Request | None:
        meta: dict[str, Any] = {"fetch": fetch}
        if fetch.spec.fetch.insecure_tls:
            meta["insecure_tls"] = True
        if fetch.spec.proxy:
            meta["proxy_name"] = fetch.spec.proxy
        if browser:
            meta["browser"] = True
        try:
            return Request(
                fetch.url,
                callback=getattr(self, callback),
                errback=self.errback,
                meta=meta,
                cb_kwargs={"fetch": fetch},
                dont_filter=True,
            )
        except ValueError as error:  # an address that no client can ask for
            refused = FetchStoppedError(FetchOutcome.ADDRESS_REFUSED, str(error)[:300])
            self.scheduler.fail(fetch, refused)
            return None

    # Callbacks.

    async def parse(self, response: Response, **kwargs: Any) -> AsyncIterator[Any]:
        """What would be read from a page, for people: `scrapy parse URL`. Nothing is stored."""
        async for found in preview(self.services, response):
            yield found

    async def parse_article(self, response: Response, fetch: Fetch) -> AsyncIterator[CaptureItem]:
        """An article, a PDF: kept as it is; the parse stage reads it."""
        yield await self.page(fetch, answer_of(fetch, response))

    async def parse_feed(self, response: Response, fetch: Fetch) -> AsyncIterator[CaptureItem]:
        """RSS, Atom, JSON."""
        yield await self.announcements(fetch, answer_of(fetch, response))

    async def parse_sitemap(self, response: Response, fetch: Fetch) -> AsyncIterator[CaptureItem]:
        """A sitemap, or an index of sitemaps."""
        yield await self.announcements(fetch, answer_of(fetch, response))

    async def parse_listing(self, response: Response, fetch: Fetch) -> AsyncIterator[CaptureItem]:
        """A list or an archive page."""
        yield await self.announcements(fetch, answer_of(fetch, response))

    async def parse_edition(self, response: Response, fetch: Fetch) -> AsyncIterator[CaptureItem]:
        """An issue of a paper, or one of its pages."""
        yield await self.announcements(fetch, answer_of(fetch, response))

    async def parse_channel(self, response: Response, fetch: Fetch) -> AsyncIterator[CaptureItem]:
        """A page of a channel, which holds its posts whole."""
        yield await self.announcements(fetch, answer_of(fetch, response))

    async def errback(self, failure: Failure) -> AsyncIterator[CaptureItem]:
        """No answer, or none that may be read: an outcome all the same."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        fetch: Fetch = request.meta["fetch"]
        error = failure.value or RuntimeError("a failure without an error")
        if isinstance(error, HostBusyError):
            yield self.failure_item(fetch, error)
            return
        yield await self.announcements(fetch, failed_answer(fetch, request, error))

    def failure_item(self, fetch: Fetch, error: BaseException) -> CaptureItem:
        """The item of a fetch that we ended ourselves: our own fault, or a host that is another's."""
        return failed_item(fetch, error)

    async def announcements(self, fetch: Fetch, answer: Answer) -> CaptureItem:
        """The item of a page that announces others: of a feed's poll, or of the frontier."""
        if isinstance(fetch.task, Frontier):
            return await self.page(fetch, answer)
        polled, reading = fetch.task, Reading()
        poll = polled.state.poll
        assert poll is not None
        if answer.outcome is FetchOutcome.OK:
            reading = await self._read(fetch, polled.feed.kind, answer)
            answer = replace(answer, error=reading.note)
            if reading.fault:
                answer = replace(answer, outcome=FetchOutcome.UNREADABLE, error=reading.fault)
            elif poll.is_first_page and reading.signature and reading.signature == polled.state.signature:
                answer = replace(answer, outcome=FetchOutcome.UNCHANGED)
        answer, known = await self._known(polled, answer, reading)
        host = self._settle(fetch, answer)
        return poll_item(polled, answer, reading, host, known=known, pageable=can_page_back(fetch.spec))

    async def page(self, fetch: Fetch, answer: Answer) -> CaptureItem:
        """The item of a page of the frontier, compared with what it was before."""
        row, spec = cast(Frontier, fetch.task), fetch.spec
        fetched = row.fetched_at is not None
        # Pages of the past and files do not change.
        looks = () if row.kind == "pdf" or row.priority < 0 else spec.fetch.revisit
        before = Before(row.attempts, row.revisits, fetched, looks, spec.fetch.poll[0] / 2)
        prior = None
        if answer.exchange is not None and fetched:
            prior = await self.services.prior(url_hash(canonical_url(row.url)), dom=bool(answer.dom))
        if answer.outcome is FetchOutcome.OK and prior is not None and prior.sha256 == answer.sha256:
            answer = replace(answer, outcome=FetchOutcome.UNCHANGED)
        links = await self._links(fetch, row, answer)
        owner = self.services.owner_of(answer.target) if answer.target else None
        return page_item(row, spec, before, answer, self._settle(fetch, answer), prior, links, owner)

    async def _links(self, fetch: Fetch, row: Frontier, answer: Answer) -> list[Announcement]:
        """What a page view of a newspaper, or an archive page of the past, leads to."""
        if not row.kind.endswith("_page") or answer.outcome is not FetchOutcome.OK:
            return []
        kind = row.kind if row.kind == "edition_page" else row.kind.removesuffix("_page")
        reading = await self._read(fetch, kind, answer)
        found = [Announcement(item.url, item.hint, item.kind, row.priority) for item in reading.items]
        if reading.next_url:
            found.append(Announcement(reading.next_url, row.hint, row.kind, row.priority))
        return found

    async def _read(self, fetch: Fetch, kind: str, answer: Answer) -> Reading:
        content_type = answer.header("Content-Type")
        return await self.services.read(kind, answer.data, answer.final_url, content_type, fetch.spec)

    async def _known(self, polled: PolledFeed, answer: Answer, reading: Reading) -> tuple[Answer, bool]:
        """Whether this very answer is kept already; an older page that is so is unchanged."""
        exchange, outcome = answer.exchange, answer.outcome
        if exchange is None or not may_be_kept(polled, outcome, bool(reading.children)):
            return answer, False
        status, sha256 = await self.services.last_answer(url_hash(canonical_url(polled.url)))
        known = status == exchange.status and (outcome is FetchOutcome.GONE or sha256 == answer.sha256)
        poll = polled.state.poll
        if known and outcome is FetchOutcome.OK and poll is not None and not poll.is_first_page:
            answer = replace(answer, outcome=FetchOutcome.UNCHANGED)
        return answer, known

    def _settle(self, fetch: Fetch, answer: Answer) -> HostResult:
        """What the answer means for its host's next turn."""
        return self.scheduler.slots.settle(
            answer.host, answer.outcome, fetch.spec, answer.at, answer.wait, answer.error
        )
