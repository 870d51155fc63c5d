"""How a poll begins: which pages of a feed are fetched, and what they are asked with. Pure functions."""

from __future__ import annotations

from datetime import datetime

from crawler.feeds.address_templates import days_to_poll, fill, is_dated
from crawler.items import PAGED, PolledFeed
from rasad.archive.frontier import FetchOutcome
from rasad.archive.frontier.feed_state import FeedState, begin, goes_on
from rasad.archive.frontier.polling import may_be_lying
from rasad.archive.models import Feed
from rasad.outlets.definitions import OutletSpec
from rasad.persian.dates.jalali import tehran_today


def next_page(feed: Feed, spec: OutletSpec, state: FeedState, now: datetime) -> PolledFeed:
    """The next page of the feed's poll: of the one that is under way, else of one that begins now."""
    if not goes_on(state, now):
        state = _begun(feed, state, now)
    return PolledFeed(feed, spec, state, _validators(feed, state, now))


def _begun(feed: Feed, state: FeedState, now: datetime) -> FeedState:
    first = feed.last_polled_at is None
    if not is_dated(feed.url):
        return begin(state, now, first=first, pages=(fill(feed.url, now.date()),), days={})
    # Since the last whole poll: one that an outage cut short has not asked for its days.
    days = {fill(feed.url, day): day for day in days_to_poll(now, state.covered, state.missing)}
    return begin(state, now, first=first, pages=tuple(days), days=days)


def _validators(feed: Feed, state: FeedState, now: datetime) -> tuple[str, str]:
    """(ETag, Last-Modified) of the same address, or nothing."""
    poll = state.poll
    assert poll is not None
    another = bool(poll.days) and (state.covered is None or tehran_today(state.covered) != tehran_today(now))
    if not poll.is_first_page or another or may_be_lying(state.unmodified):
        return "", ""
    return feed.etag, feed.last_modified


def may_be_kept(polled: PolledFeed, outcome: FetchOutcome, children: bool) -> bool:
    """Whether this very answer may be kept already, so that it is worth looking up."""
    poll = polled.state.poll
    assert poll is not None
    if outcome is FetchOutcome.GONE:
        return True
    return outcome is FetchOutcome.OK and (children or not poll.is_first_page)


def can_page_back(spec: OutletSpec) -> bool:
    """Whether the outlet has a feed that catches up by itself with what its other feeds have lost."""
    return any(one.kind in PAGED or is_dated(one.url) for one in spec.feeds)
