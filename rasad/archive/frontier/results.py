"""What a fetch leaves in the records: the page's, the feed's and the host's next time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from rasad.archive.frontier.outcomes import FetchOutcome
from rasad.archive.models import Feed, FeedDay, Frontier
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
    at: datetime | None = None  # of the answer
    seconds: float = 0.0  # that an answer takes; 0: not known


@dataclass(frozen=True)
class FeedResult:
    """What becomes of a feed after a poll; `interval` in seconds. `gap`: items may have passed by unseen."""

    outcome: FetchOutcome
    next_poll_at: datetime
    interval: float
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    state: dict[str, Any] | None = None  # `FeedState.dump`; None leaves it as it is
    error: str = ""
    announced: int = 0
    new: int = 0
    gap: bool = False


def page_changes(result: PageResult) -> dict[str, Any]:
    """The columns that a result changes in its page's row; the lease ends with it."""
    changes: dict[str, Any] = {
        "state": str(result.state),
        "next_try_at": result.next_try_at,
        "attempts": result.attempts,
        "revisits": result.revisits,
        "last_outcome": str(result.outcome),
        "last_error": result.error[:500],
        "lease_owner": "",
        "lease_until": None,
    }
    if result.fetched_at is not None:
        changes["fetched_at"] = result.fetched_at
    if result.etag is not None:
        changes["etag"] = result.etag[:500]
    if result.last_modified is not None:
        changes["last_modified"] = result.last_modified[:200]
    return changes


def record_feed(feed: int, verdict: FeedResult, now: datetime) -> None:
    """Acknowledge a poll and count it on the feed's day."""
    failed = verdict.failures > 0
    changes: dict[str, Any] = {
        "next_poll_at": verdict.next_poll_at,
        "interval": verdict.interval,
        "last_polled_at": now,
        "last_outcome": str(verdict.outcome),
        "last_error": verdict.error[:500],
        "failures": verdict.failures,
    }
    if verdict.etag is not None:
        changes["etag"] = verdict.etag[:500]
    if verdict.last_modified is not None:
        changes["last_modified"] = verdict.last_modified[:200]
    if verdict.new:
        changes["last_new_at"] = now
    if verdict.state is not None:
        changes["state"] = verdict.state
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


def host_changes(result: HostResult) -> dict[str, Any]:
    """The columns that a result changes in its host's row."""
    changes: dict[str, Any] = {
        "next_at": result.next_at,
        "failures": result.failures,
        "last_error": result.error[:300],
    }
    if result.failures <= 1:
        changes["failing_since"] = result.at if result.failures else None
    if result.seconds:
        changes["seconds"] = round(result.seconds, 2)
    return changes
