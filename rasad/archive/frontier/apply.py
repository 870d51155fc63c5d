"""A batch of fetches made durable in one transaction: captures, jobs, pages, hosts, feeds and counts.

Statements are for the whole batch where they can be: a row of its own costs each page more than its download.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from rasad.archive.capture_item import CaptureItem, CaptureRow
from rasad.archive.frontier import polling
from rasad.archive.frontier.bulk_updates import update_rows
from rasad.archive.frontier.discovery import discover, ensure_hosts, frontier_key
from rasad.archive.frontier.effects import (
    Count,
    Discover,
    Effect,
    MergePage,
    RecordFeed,
    RecordHost,
    RecordPage,
    RecordPoll,
)
from rasad.archive.frontier.feed_state import FeedState
from rasad.archive.frontier.host_recovery import wake_recovered
from rasad.archive.frontier.outcomes import HOST_TROUBLE, FetchOutcome
from rasad.archive.frontier.poll_steps import Step, advance
from rasad.archive.frontier.results import NEVER, FeedResult, host_changes, page_changes, record_feed
from rasad.archive.identity import announced_url, canonical_url, host_of
from rasad.archive.jobs import stage_counts
from rasad.archive.jobs.subjects import CaptureSubject
from rasad.archive.models import Capture, Feed, FeedDay, Frontier, Host, Job, Outlet, PageKind
from rasad.archive.warc import WarcRef


@dataclass(frozen=True)
class StoredItem:
    """What became of an item: its capture, and of a poll the feed's state and whether the poll goes on."""

    capture: int | None = None
    feed: FeedState | None = None
    ended: bool = True
    new: int = 0  # items that the poll has found so far
    failed: bool = False


def apply(items: Sequence[CaptureItem], places: Sequence[Sequence[WarcRef]]) -> list[StoredItem]:
    """Make a batch true. Call it inside a transaction, after the records at `places` are durable.

    It changes nothing but the database, so it may run again after a rollback.
    """
    captures = _store_captures(items, places)
    effects = [effect for item in items for effect in item.effects]
    _record_pages([one for one in effects if isinstance(one, RecordPage)])
    _record_hosts([one for one in effects if isinstance(one, RecordHost)])
    counts = _Counts()
    stored = []
    for item, capture in zip(items, captures, strict=True):
        found = StoredItem(capture)
        for effect in item.effects:
            found = _apply(effect, found, counts)
        stored.append(found)
    counts.write()
    return stored


class _Counts:
    """Outcomes of the batch, summed by moment's day."""

    def __init__(self) -> None:
        self.days: dict[datetime, Counter[str]] = {}

    def add(self, outcome: FetchOutcome, at: datetime, number: int = 1) -> None:
        hour = at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)  # Tehran is 3:30 off UTC
        self.days.setdefault(hour, Counter())[str(outcome)] += number

    def write(self) -> None:
        for at, outcomes in sorted(self.days.items()):
            stage_counts.count("fetch", outcomes, at)


def _store_captures(items: Sequence[CaptureItem], places: Sequence[Sequence[WarcRef]]) -> list[int | None]:
    """The captures' ids, None where an item has none; with jobs and outlets' last sign of life."""
    rows: list[Capture | None] = [
        None if item.capture is None else _capture(item.capture, refs[item.main])
        for item, refs in zip(items, places, strict=True)
    ]
    found = [row for row in rows if row is not None]
    if not found:
        return [None] * len(rows)
    Capture.objects.bulk_create(found)
    Job.objects.bulk_create(
        Job(
            stage=Job.Stage.PARSE,
            subject=str(CaptureSubject(row.pk)),  # nobody can wait for a capture made just now
            priority=-1 if row.kind == PageKind.FULL_FEED else 0,  # pages that are there need no summary
            next_try_at=row.fetched_at + timedelta(seconds=item.parse_after)
            if item.parse_after
            else timezone.now(),
        )
        for row, item in zip(rows, items, strict=True)
        if row is not None and item.parse
    )
    outlets = {row.outlet_id for row in found}
    Outlet.objects.filter(pk__in=outlets).update(last_capture_at=max(row.fetched_at for row in found))
    return [None if row is None else row.pk for row in rows]


def _capture(row: CaptureRow, place: WarcRef) -> Capture:
    return Capture(
        outlet_id=row.outlet,
        feed_id=row.feed,
        kind=row.kind,
        url=row.url[:2000],
        final_url=row.final_url[:2000],
        key=row.key,
        fetched_at=row.fetched_at,
        status=row.status,
        content_type=row.content_type[:200],
        warc=place.warc,
        offset=place.offset,
        length=place.length,
        sha256=row.sha256,
        verified=row.verified,
        address=row.address[:64],
        revisit_of_id=row.revisit_of,
        hint=row.hint,
    )


def _record_pages(effects: Iterable[RecordPage]) -> None:
    update_rows(Frontier, [(one.row, page_changes(one.result)) for one in effects])


def _record_hosts(effects: Iterable[RecordHost]) -> None:
    last = {one.name: one.result for one in effects}
    wake_recovered(name for name, result in last.items() if not result.failures)
    update_rows(Host, [(name, host_changes(result)) for name, result in sorted(last.items())])


def _apply(effect: Effect, found: StoredItem, counts: _Counts) -> StoredItem:
    match effect:
        case RecordPage():
            counts.add(effect.result.outcome, effect.at)
        case Count():
            counts.add(effect.outcome, effect.at, effect.number)
        case Discover():
            discover(
                effect.site,
                effect.candidates,
                feed=effect.feed,
                now=effect.at,
                backfill=effect.backfill,
            )
        case RecordPoll():
            return replace(_record_poll(effect, counts), capture=found.capture)
        case RecordFeed():
            counts.add(effect.result.outcome, effect.at)
            record_feed(effect.feed, effect.result, effect.at)
        case MergePage():
            _merge(effect)
        case RecordHost():
            pass  # written for the whole batch
    return found


def _record_poll(effect: RecordPoll, counts: _Counts) -> StoredItem:
    found = discover(
        effect.site, effect.candidates, feed=effect.feed, now=effect.at, since=effect.state.covered
    )
    step = advance(effect.state, effect.page, found, effect.at)
    counts.add(_outcome(effect, step), effect.at)
    if step.ended:
        record_feed(effect.feed, _result(effect, step), effect.at)
    else:
        Feed.objects.filter(pk=effect.feed).update(state=step.state.dump())
    return StoredItem(feed=step.state, ended=step.ended, new=step.poll.new, failed=step.failed)


def _outcome(effect: RecordPoll, step: Step) -> FetchOutcome:
    """An older page, or a day's issue, that is not there ends the paging, no more."""
    outcome = effect.page.outcome
    if outcome is FetchOutcome.GONE and step.ended and not _failed(effect, step):
        return FetchOutcome.OK
    return outcome


def _failed(effect: RecordPoll, step: Step) -> bool:
    poll = step.poll
    if effect.page.outcome is FetchOutcome.GONE and poll.days:
        return poll.first and not poll.announced and len(poll.seen) > 1  # a week without one issue
    return step.failed


def _result(effect: RecordPoll, step: Step) -> FeedResult:
    """When to ask again: reads the feed's last days."""
    poll, failed, outcome = step.poll, _failed(effect, step), _outcome(effect, step)
    failures = effect.failures + 1 if failed else 0
    week_items = _week_items(effect.feed, effect.at)
    interval = polling.next_interval(
        polling.Poll(
            announced=poll.announced,
            new=poll.new,
            not_modified=outcome is FetchOutcome.NOT_MODIFIED,
            failed=failed,
            asked=poll.asked,
        ),
        before=effect.interval,
        week_items=week_items,
        failures=failures,
        bounds=effect.bounds,
        longest=polling.longest_back_off(
            away=outcome in HOST_TROUBLE, failures=failures, listed=step.state.listed, week_items=week_items
        ),
    )
    return FeedResult(
        outcome,
        polling.later(effect.at, max(interval, effect.wait or 0.0)),
        effect.interval if failed else interval,
        failures,
        poll.etag,
        poll.last_modified,
        step.state.dump(),
        effect.error,
        poll.announced,
        poll.new,
        poll.gap,
    )


def _week_items(feed: int, now: datetime) -> float | None:
    """New items a week, from the days after the feed's first (whose items are its backlog); None before."""
    days = FeedDay.objects.filter(feed_id=feed, day__gte=(now - timedelta(days=8)).date()).order_by("day")
    new = list(days.values_list("new", flat=True))[1:]
    return sum(new) * 7.0 / len(new) if new else None


def _merge(effect: MergePage) -> None:
    row, site, result = effect.row, effect.site, effect.result
    key = frontier_key(site, effect.final_url, row.kind)
    if key == row.key:
        return
    url, host = announced_url(effect.final_url), host_of(canonical_url(effect.final_url))
    ensure_hosts([host], site.fetch.delay)
    Frontier.objects.get_or_create(
        key=key,
        defaults={
            "url": url,
            "host": host,
            "outlet_id": site.key,
            "feed_id": row.feed_id,
            "kind": row.kind,
            "state": result.state,
            "next_try_at": result.next_try_at,
            "hint": row.hint,
            "fetched_at": result.fetched_at,
            "discovered_at": row.discovered_at,
        },
    )
    Frontier.objects.filter(pk=row.pk).update(next_try_at=NEVER)
