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
from crawler.feeds.backfill_walk import BackfillStep, found_on
from crawler.feeds.poll_pages import PolledFeed, Ways, can_page_back, may_be_kept, next_page, ways_on
from crawler.items import Answer, page_item, poll_item
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
from rasad.archive.models import FILE_PAGES, LIST_PAGES, Feed, Frontier
from rasad.extract.announcements.reading import AnnouncingPage, Reading
from rasad.outlets.address_templates import split_form
from rasad.outlets.definitions import FeedSpec, OutletSpec
from rasad.persian.dates.jalali import tehran_today

#: Which callback reads what: kinds of feeds, and of pages of the frontier that announce others.
CALLBACKS = {
    "rss": "parse_feed",
    "json": "parse_feed",
    "aparat": "parse_feed",
    "news_sitemap": "parse_sitemap",
    "sitemap": "parse_sitemap",
    "sitemap_page": "parse_sitemap",
    "feed_page": "parse_feed",
    "social": "parse_channel",
    "listing": "parse_listing",
    "listing_page": "parse_listing",
    "archive": "parse_listing",
    "archive_page": "parse_listing",
    "edition": "parse_edition",
    "edition_page": "parse_edition",
    "telegram": "parse_channel",
    "eitaa": "parse_channel",
    "channel_page": "parse_channel",
}
#: A list's page that is not there.
_NO_PAGE = (FetchOutcome.GONE, FetchOutcome.CLIENT_ERROR)
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
        step = BackfillStep.load(row.hint.get("backfill"))
        url = (step.address if step else "") or row.url
        fetch = Fetch(
            spec, url, row, anywhere=row.kind in FILE_PAGES, validators=validators, may_post=step is not None
        )
        return self._request(fetch, CALLBACKS.get(row.kind, "parse_article"), browser)

    def poll_request(self, feed: Feed, spec: OutletSpec, state: FeedState | None = None) -> Request | None:
        """The request for the next page of a feed's poll; without `state` as the row has it."""
        polled = next_page(feed, spec, state or FeedState.load(feed.state), timezone.now())
        posts = bool(polled.definition.form)
        fetch = Fetch(spec, polled.url, polled, anywhere=True, validators=polled.validators, may_post=posts)
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
        url, form = split_form(fetch.url) if fetch.may_post else (fetch.url, None)
        if fetch.spec.fetch.insecure_tls:
            meta["insecure_tls"] = True
        if fetch.spec.proxy:
            meta["proxy_name"] = fetch.spec.proxy
        if browser and form is None:
            meta["browser"] = True
        try:
            return Request(
                url,
                method="GET" if form is None else "POST",
                body=form,
                headers=None if form is None else {"Content-Type": "application/x-www-form-urlencoded"},
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
            reading = await self._read(fetch, polled.feed.kind, answer, polled.definition)
            answer = replace(answer, error=reading.note)
            if reading.fault:
                answer = replace(answer, outcome=FetchOutcome.UNREADABLE, error=reading.fault)
            elif poll.is_first_page and reading.signature and reading.signature == polled.state.signature:
                answer = replace(answer, outcome=FetchOutcome.UNCHANGED)
        ways = self._ways(polled, answer, reading)
        if ways.fault:
            answer = replace(answer, outcome=FetchOutcome.UNREADABLE, error=ways.fault)
        answer, known = await self._known(polled, answer, reading)
        host = self._settle(fetch, answer)
        return poll_item(polled, answer, reading, ways, host, known=known, pageable=can_page_back(fetch.spec))

    def _ways(self, polled: PolledFeed, answer: Answer, reading: Reading) -> Ways:
        """Where a page of a poll leads; one that is "not modified" shows nothing."""
        if answer.outcome is FetchOutcome.NOT_MODIFIED:
            return Ways()
        return ways_on(polled.definition, polled.url, reading, tehran_today(answer.at))

    async def page(self, fetch: Fetch, answer: Answer) -> CaptureItem:
        """The item of a page of the frontier, compared with what it was before."""
        row, spec = cast(Frontier, fetch.task), fetch.spec
        fetched = row.fetched_at is not None
        # Pages of the past and files do not change.
        looks = () if row.kind in FILE_PAGES or row.priority < 0 else spec.fetch.revisit
        if row.hint.get("backfill") and answer.outcome in _NO_PAGE:
            fetched = True  # that a day, a page or an issue is not there is an answer
        before = Before(row.attempts, row.revisits, fetched, looks, spec.fetch.poll[0] / 2)
        prior = None
        if answer.exchange is not None and fetched:
            prior = await self.services.prior(url_hash(canonical_url(row.url)), dom=bool(answer.dom))
        links = await self._links(fetch, row, answer)
        if answer.outcome is FetchOutcome.OK and prior is not None and prior.sha256 == answer.sha256:
            answer = replace(answer, outcome=FetchOutcome.UNCHANGED)
        owner = self.services.owner_of(answer.target) if answer.target else None
        return page_item(row, spec, before, answer, self._settle(fetch, answer), prior, links, owner)

    async def _links(self, fetch: Fetch, row: Frontier, answer: Answer) -> list[Announcement]:
        """What a page view of a newspaper, or a page of a list of the past, leads to."""
        step = BackfillStep.load(row.hint.get("backfill"))
        if row.kind not in LIST_PAGES or answer.outcome not in (FetchOutcome.OK, *_NO_PAGE):
            return []
        if step is not None:
            definition = fetch.spec.feed(step.kind, step.feed)
            definition = definition or FeedSpec.undefined(step.kind, step.feed)
            is_there = answer.outcome is FetchOutcome.OK
            reading = await self._read(fetch, step.kind, answer, definition) if is_there else Reading()
            return found_on(step, definition, fetch.url, reading, answer.at)
        if answer.outcome is not FetchOutcome.OK:
            return []
        reading = await self._read(fetch, row.kind, answer)
        return [Announcement(item.url, item.hint, item.kind, row.priority) for item in reading.items]

    async def _read(
        self, fetch: Fetch, kind: str, answer: Answer, definition: FeedSpec | None = None
    ) -> Reading:
        feed = definition or FeedSpec.undefined(kind, fetch.url)
        content_type = answer.header("Content-Type")
        page = AnnouncingPage(
            answer.data, answer.final_url, fetch.spec, feed, answer.at, content_type or None
        )
        return await self.services.read(kind, page)

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
