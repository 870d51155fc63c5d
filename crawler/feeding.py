"""Polling one feed: its pages read, what is new discovered in the capture's own transaction."""

from __future__ import annotations

from dataclasses import replace

from crawler.context import CrawlServices
from crawler.feed_poll import can_page_back, may_be_kept, next_page
from crawler.following import Chain
from crawler.gate import HostBusyError, utc_now
from crawler.items import Answer, PolledFeed, poll_item
from crawler.pages import answer_of
from crawler.reading import Reading
from rasad.archive.capture_item import CaptureItem
from rasad.archive.frontier import FeedResult, FetchOutcome
from rasad.archive.frontier.apply import StoredItem
from rasad.archive.frontier.effects import RecordFeed
from rasad.archive.frontier.feed_state import FeedState
from rasad.archive.frontier.polling import later
from rasad.archive.identity import canonical_url, url_hash
from rasad.archive.models import Feed
from rasad.outlets.loading import OutletSpec

_BROWSED = ("listing", "archive")


async def poll(context: CrawlServices, feed: Feed, spec: OutletSpec) -> bool:
    """Poll a feed once, page by page; each page is durable before the next is asked for.

    Returns whether it was quiet: it answered, and announced nothing new.
    """
    state = FeedState.load(feed.state)
    while True:
        polled = next_page(feed, spec, state, utc_now())
        stored = await _page(context, polled)
        if stored is None:
            return False
        if stored.ended:
            return not stored.new and not stored.failed
        assert stored.feed is not None
        state = stored.feed


async def _page(context: CrawlServices, polled: PolledFeed) -> StoredItem | None:
    """Fetch and store one page; None where its host is busy."""
    feed, spec, url = polled.feed, polled.spec, polled.url
    browser = spec.fetch.browser and feed.kind in _BROWSED
    try:
        async with context.following.follow(
            url, spec, feed.kind, polled.validators, anywhere=True, browser=browser
        ) as chain:
            return await _take(context, polled, chain)
    except HostBusyError as busy:
        now = utc_now()
        result = FeedResult(
            FetchOutcome.REDIRECTED, later(now, 5.0), feed.interval, feed.failures, error=str(busy)
        )
        await context.keep(CaptureItem(effects=(RecordFeed(feed.pk, result, now),)))
        return None


async def _take(context: CrawlServices, polled: PolledFeed, chain: Chain) -> StoredItem:
    feed, spec, poll_state = polled.feed, polled.spec, polled.state.poll
    assert poll_state is not None
    answer, reading = await answer_of(context, polled.url, chain), Reading()
    if answer.outcome is FetchOutcome.OK:
        content_type = answer.header("Content-Type")
        reading = await context.read(feed.kind, answer.data, answer.final_url, content_type, spec)
        if reading.fault:
            answer = replace(answer, outcome=FetchOutcome.UNREADABLE, error=reading.fault)
        elif poll_state.is_first_page and reading.signature and reading.signature == polled.state.signature:
            answer = replace(answer, outcome=FetchOutcome.UNCHANGED)
    answer, known = await _known(context, polled, answer, reading)
    host = context.gate.settle(chain.host, answer.outcome, spec, answer.at, answer.wait, answer.error)
    item = poll_item(polled, answer, reading, host, known=known, pageable=can_page_back(spec))
    return await chain.got.store(item)


async def _known(
    context: CrawlServices, polled: PolledFeed, answer: Answer, reading: Reading
) -> tuple[Answer, bool]:
    """The answer, as unchanged where it is an older page that is kept as it is; and whether it is kept."""
    exchange, outcome = answer.exchange, answer.outcome
    if exchange is None or not may_be_kept(polled, outcome, bool(reading.children)):
        return answer, False
    status, sha256 = await context.last_answer(url_hash(canonical_url(polled.url)))
    known = status == exchange.status and (outcome is FetchOutcome.GONE or sha256 == answer.sha256)
    poll_state = polled.state.poll
    if known and outcome is FetchOutcome.OK and poll_state is not None and not poll_state.is_first_page:
        answer = replace(answer, outcome=FetchOutcome.UNCHANGED)
    return answer, known
