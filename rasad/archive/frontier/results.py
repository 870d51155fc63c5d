"""What a fetch leaves in the records: the page's, the feed's and the host's next time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from rasad.archive.frontier.outcomes import FetchOutcome, count
from rasad.archive.models import Feed, FeedDay, Frontier, Host
from rasad.persian.dates.jalali import tehran_today

#: `next_try_at` of a page that will not be looked at again.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class PageResult:
    """What becomes of a page after a fetch. `attempts` counts failures that are the page's own."""

    outcome: FetchOutcome
    state: Frontier.State
    next_try_at: datetime = NEVER
    attempts: int = 0
    revisits: int = 0
    fetched_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    error: str = ""


@dataclass(frozen=True)
class HostResult:
    """When the host may be asked again, and how often in a row it failed as a whole."""

    next_at: datetime
    failures: int = 0
    error: str = ""


@dataclass(frozen=True)
class FeedResult:
    """What becomes of a feed after a poll; `interval` in seconds. `gap`: items may have passed by unseen."""

    outcome: FetchOutcome
    next_poll_at: datetime
    interval: float
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    cursor: str = ""
    error: str = ""
    announced: int = 0
    new: int = 0
    gap: bool = False


def record_page(row: int, verdict: PageResult, now: datetime) -> None:
    """Acknowledge a page and count its outcome; the lease ends."""
    changes: dict[str, Any] = {
        "state": verdict.state,
        "next_try_at": verdict.next_try_at,
        "attempts": verdict.attempts,
        "revisits": verdict.revisits,
        "last_outcome": str(verdict.outcome),
        "last_error": verdict.error[:500],
    }
    if verdict.fetched_at is not None:
        changes["fetched_at"] = verdict.fetched_at
    if verdict.etag is not None:
        changes["etag"] = verdict.etag[:500]
    if verdict.last_modified is not None:
        changes["last_modified"] = verdict.last_modified[:200]
    Frontier.objects.filter(pk=row).give_back(**changes)
    count(verdict.outcome, now)


def record_feed(feed: int, verdict: FeedResult, now: datetime) -> None:
    """Acknowledge a poll, count it on the feed's day and as a fetch; the lease ends."""
    failed = verdict.failures > 0
    changes: dict[str, Any] = {
        "next_poll_at": verdict.next_poll_at,
        "interval": verdict.interval,
        "last_polled_at": now,
        "last_outcome": str(verdict.outcome),
        "last_error": verdict.error[:500],
        "failures": verdict.failures,
        "cursor": verdict.cursor[:200],
    }
    if verdict.etag is not None:
        changes["etag"] = verdict.etag[:500]
    if verdict.last_modified is not None:
        changes["last_modified"] = verdict.last_modified[:200]
    if verdict.new:
        changes["last_new_at"] = now
    Feed.objects.filter(pk=feed).give_back(**changes)
    unmodified = verdict.outcome in (FetchOutcome.NOT_MODIFIED, FetchOutcome.UNCHANGED)
    today = FeedDay.objects.filter(feed_id=feed, day=tehran_today(now))
    sums = {
        "polls": F("polls") + 1,
        "not_modified": F("not_modified") + int(unmodified),
        "failures": F("failures") + int(failed),
        "announced": F("announced") + verdict.announced,
        "new": F("new") + verdict.new,
        "gaps": F("gaps") + int(verdict.gap),
    }
    if not today.update(**sums):
        FeedDay.objects.bulk_create([FeedDay(feed_id=feed, day=tehran_today(now))], ignore_conflicts=True)
        today.update(**sums)
    count(verdict.outcome, now)


def record_host(name: str, verdict: HostResult, delay: float | None = None) -> None:
    """Write when the host may be asked again; `delay` where robots.txt asks for more."""
    changes: dict[str, Any] = {
        "next_at": verdict.next_at,
        "failures": verdict.failures,
        "last_error": verdict.error[:300],
    }
    if delay is not None:
        changes["delay"] = delay
    Host.objects.filter(pk=name).update(**changes)
