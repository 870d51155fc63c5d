"""Polling one feed: its pages read, what is new discovered in the capture's own transaction."""

from __future__ import annotations

import hashlib
from collections import deque
from datetime import datetime, timedelta

from crawler import polling
from crawler.context import CrawlServices
from crawler.following import Chain
from crawler.gate import HostBusyError, utc_now
from crawler.memory import FeedState
from crawler.pages import decode
from crawler.policy import outcome_of_status
from crawler.progress import Progress
from crawler.reading import Reading
from crawler.templates import days_to_poll, fill, is_dated
from rasad.archive.capture_item import CaptureItem, CaptureRow
from rasad.archive.frontier import (
    Announcement,
    FeedResult,
    FetchOutcome,
    count,
    discover,
    record_feed,
    record_host,
)
from rasad.archive.identity import canonical_url, url_hash
from rasad.archive.models import Capture, Feed, FeedDay
from rasad.archive.warc import dom_records, exchange_records
from rasad.outlets.loading import OutletSpec

#: What a capture of each feed kind is called; others are "feed".
CAPTURE_KINDS = {
    "listing": "listing",
    "archive": "listing",
    "telegram": "social",
    "eitaa": "social",
    "edition": "edition",
}
_SOCIAL = ("telegram", "eitaa")
_PAGED = ("listing", "archive", *_SOCIAL)
_BROWSED = ("listing", "archive")


async def poll(context: CrawlServices, feed: Feed, spec: OutletSpec) -> bool:
    """Poll a feed once, page by page; each page is durable before the next is asked for.

    Returns whether it was quiet: it answered, and announced nothing new.
    """
    now = utc_now()
    progress = Progress(feed, spec, FeedState.load(feed.cursor), feed.last_polled_at is None)
    if is_dated(feed.url):
        # Since the last whole poll: one that an outage cut short has not asked for its days.
        days = days_to_poll(now, progress.memory.since, progress.memory.missing)
        progress.memory.missing.intersection_update(days)
        progress.days = {fill(feed.url, day): day for day in days}
        progress.queue += progress.days
    else:
        progress.queue.append(fill(feed.url, now.date()))
    if progress.memory.next_url:
        progress.queue.append(progress.memory.next_url)
    while progress.queue:
        url = progress.queue.popleft()
        if url in progress.seen:
            continue
        progress.seen.add(url)
        progress.page += 1
        if not await _page(context, progress, url):
            break
    return not progress.new and not progress.failed


async def _page(context: CrawlServices, progress: Progress, url: str) -> bool:
    feed, spec = progress.feed, progress.spec
    browser = spec.fetch.browser and feed.kind in _BROWSED
    try:
        async with context.following.follow(
            url, spec, feed.kind, progress.validators(utc_now()), anywhere=True, browser=browser
        ) as chain:
            return await _take(context, progress, url, chain)
    except HostBusyError as busy:
        now = utc_now()
        verdict = FeedResult(
            FetchOutcome.REDIRECTED,
            polling.later(now, 5.0),
            feed.interval,
            feed.failures,
            cursor=feed.cursor,
            error=str(busy),
            announced=progress.announced,
            new=progress.new,
        )
        await context.write(lambda: record_feed(feed.pk, verdict, now))
        progress.failed = True
        return False


async def _take(context: CrawlServices, progress: Progress, url: str, chain: Chain) -> bool:
    """Store one page of the poll; returns whether the poll goes on."""
    feed, spec, memory = progress.feed, progress.spec, progress.memory
    now, got, exchange = utc_now(), chain.got, chain.got.exchange
    outcome, error, data, reading = chain.stop or got.outcome, chain.error or got.error, b"", Reading()
    if exchange is not None and outcome is None:
        outcome = outcome_of_status(exchange.status)
        if outcome is FetchOutcome.OK:
            body = await context.thread(lambda: decode(exchange))
            data = got.dom.encode("utf-8", "surrogatepass") if got.dom else body.data
            outcome, error = body.outcome or outcome, body.error
    if outcome is FetchOutcome.OK:
        reading = await context.read(feed.kind, data, got.url, got.header("Content-Type"), spec)
        if reading.fault:
            outcome, error = FetchOutcome.UNREADABLE, reading.fault
        elif progress.page == 1 and reading.signature == memory.signature and memory.signature:
            outcome = FetchOutcome.UNCHANGED
    assert outcome is not None
    digest = hashlib.sha256(data).hexdigest()
    known = False  # this very answer is kept already
    if exchange is not None and (
        outcome is FetchOutcome.GONE
        or (outcome is FetchOutcome.OK and (progress.page > 1 or reading.children))
    ):
        status, sha256 = await context.last_answer(url_hash(canonical_url(url)))
        known = status == exchange.status and (outcome is FetchOutcome.GONE or sha256 == digest)
        if known and outcome is FetchOutcome.OK and progress.page > 1:
            outcome = FetchOutcome.UNCHANGED
    progress.failed = not progress.answered(outcome)
    if progress.page == 1 and outcome in (FetchOutcome.OK, FetchOutcome.UNCHANGED):
        if reading.children:  # an index that is "not modified" says nothing about its maps
            progress.etag = progress.last_modified = ""
        else:
            progress.etag, progress.last_modified = got.header("ETag"), got.header("Last-Modified")
        progress.asked = max(reading.ttl or 0.0, polling.max_age(got.header("Cache-Control")))
        memory.signature = reading.signature
    if progress.page == 1:
        memory.unmodified = memory.unmodified + 1 if outcome is FetchOutcome.NOT_MODIFIED else 0
    state = context.gate.settle(chain.host, outcome, spec, now, chain.wait, error)
    records, capture, main = list(chain.records), None, len(chain.records)
    keep = outcome not in (FetchOutcome.UNCHANGED, FetchOutcome.NOT_MODIFIED, FetchOutcome.BOMB) and not known
    if exchange is not None and keep:
        records += exchange_records(exchange, {"outlet": spec.key, "kind": feed.kind, "hops": chain.hops})
        if got.dom:
            main = len(records)
            records += dom_records(got.url, now, got.dom, {"outlet": spec.key, "rendered": True})
        capture = _capture(progress, url, chain, digest, now if got.dom else exchange.at)
    candidates = [Announcement(item.url, item.hint, item.kind) for item in reading.items]

    def then(stored: Capture | None) -> bool:
        for _ in chain.hops:
            count(FetchOutcome.REDIRECTED, now)
        record_host(chain.host, state)
        found = discover(spec, candidates, feed=feed.pk, now=now, since=memory.since)
        announced = found.new + found.known
        if progress.page == 1 and not reading.children:
            progress.gap = polling.may_have_passed(
                announced=announced,
                familiar=found.familiar,
                first_poll=memory.since is None,
                pageable=any(one.kind in _PAGED or is_dated(one.url) for one in spec.feeds),
            )
        queue = list(progress.queue)
        cursor = FeedState(memory.unmodified, memory.signature, "", memory.covered, set(memory.missing))
        if url in progress.days and outcome is not FetchOutcome.NOT_MODIFIED and progress.answered(outcome):
            (cursor.missing.discard if announced else cursor.missing.add)(progress.days[url])
        if outcome is FetchOutcome.OK and progress.page == 1:
            maps = polling.maps_to_ask(reading.children, memory.since)
            queue += [one for one in maps if one not in progress.seen]
        if reading.next_url and feed.kind in _PAGED and reading.next_url not in progress.seen:
            if polling.wants_more(
                page=progress.page,
                announced=announced,
                familiar=found.familiar,
                first_poll=progress.first_poll,
            ):
                queue.insert(0, reading.next_url)
            elif announced and not found.familiar and not progress.first_poll:
                cursor.next_url = reading.next_url  # deeper than one poll goes: the next goes on from here
        # A page that was begun by a poll that died may be both remembered and linked to from here.
        queue = [one for one in dict.fromkeys(queue) if one not in progress.seen]
        totals = progress.announced + announced, progress.new + found.new
        result = (queue, totals, cursor)
        passing = progress.answered(outcome)
        if passing and queue:
            cursor.next_url = queue[0] if feed.kind in _PAGED and not progress.days else ""
            Feed.objects.filter(pk=feed.pk).update(cursor=cursor.dump())
            count(outcome, now)
        else:
            if passing:
                cursor.covered = int(now.timestamp()) + 1  # what this very poll found is familiar from now on
            record_feed(feed.pk, _verdict(progress, outcome, totals, cursor, now, chain.wait, error), now)
            result = ([], totals, cursor)
        outcomes.append(result)
        return bool(result[0])

    outcomes: list[tuple[list[str], tuple[int, int], FeedState]] = []
    parse = (
        capture is not None and capture.kind == "social" and outcome is FetchOutcome.OK and bool(candidates)
    )
    more: bool = await got.store(CaptureItem(records, then, capture, main, parse))
    queue, (progress.announced, progress.new), progress.memory = outcomes[-1]
    progress.queue = deque(queue)
    return more


def _capture(progress: Progress, url: str, chain: Chain, digest: str, at: datetime) -> CaptureRow:
    exchange, spec = chain.got.exchange, progress.spec
    assert exchange is not None
    return CaptureRow(
        outlet=spec.key,
        kind=CAPTURE_KINDS.get(progress.feed.kind, "feed"),
        url=url,
        final_url=chain.got.url,
        key=url_hash(canonical_url(url)),
        fetched_at=at,
        status=exchange.status,
        content_type=chain.got.header("Content-Type"),
        sha256=digest,
        verified=exchange.url.startswith("https:") and not spec.fetch.insecure_tls,
        address=exchange.address,
        feed=progress.feed.pk,
        hint={"hops": chain.hops} if chain.hops else {},
    )


def _verdict(
    progress: Progress,
    outcome: FetchOutcome,
    totals: tuple[int, int],
    cursor: FeedState,
    now: datetime,
    wait: float | None,
    error: str,
) -> FeedResult:
    """When to ask again; reads the feed's last days, so it runs in the transaction."""
    feed, bounds = progress.feed, progress.spec.fetch.poll
    failed = not progress.answered(outcome)
    if outcome is FetchOutcome.GONE and progress.days:
        failed = progress.first_poll and not totals[0] and progress.page > 1  # a week without one issue
    elif outcome is FetchOutcome.GONE and not failed:
        outcome = FetchOutcome.OK  # an older page that is not there ends the paging, no more
    failures = feed.failures + 1 if failed else 0
    result = polling.Poll(
        announced=totals[0],
        new=totals[1],
        not_modified=outcome is FetchOutcome.NOT_MODIFIED,
        failed=failed,
        asked=progress.asked,
    )
    interval = polling.next_interval(
        result, before=feed.interval, week_items=_week_items(feed.pk, now), failures=failures, bounds=bounds
    )
    return FeedResult(
        outcome,
        polling.later(now, max(interval, wait or 0.0)),
        feed.interval if failed else interval,
        failures,
        progress.etag,
        progress.last_modified,
        cursor.dump(),
        error,
        totals[0],
        totals[1],
        progress.gap,
    )


def _week_items(feed: int, now: datetime) -> float | None:
    """New items a week, from the days after the feed's first (whose items are its backlog); None before."""
    days = FeedDay.objects.filter(feed_id=feed, day__gte=(now - timedelta(days=8)).date()).order_by("day")
    new = list(days.values_list("new", flat=True))[1:]
    return sum(new) * 7.0 / len(new) if new else None
