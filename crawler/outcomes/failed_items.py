"""The item of a fetch that ended by our own doing: it is counted, and tried again later."""

from __future__ import annotations

from django.utils import timezone

from crawler.errors import FetchStoppedError, HostBusyError
from crawler.outcomes.next_visit import MAX_ATTEMPTS
from crawler.request_meta import Fetch
from rasad.archive.capture_item import CaptureItem
from rasad.archive.frontier import NEVER, FeedResult, FetchOutcome, PageResult
from rasad.archive.frontier.effects import RecordFeed, RecordPage
from rasad.archive.frontier.polling import later
from rasad.archive.models import Feed, Frontier

State = Frontier.State
_BUSY_WAIT = 5.0
_FAULT_WAIT = 60.0


def failed_item(fetch: Fetch, error: BaseException) -> CaptureItem:
    """Without evidence: there is none, or it could not be made into an item."""
    if isinstance(fetch.task, Frontier):
        effect: RecordPage | RecordFeed = _page(fetch.task, error)
    else:
        effect = _feed(fetch.task.feed, error)
    return CaptureItem(effects=(effect,))


def _outcome(error: BaseException) -> tuple[FetchOutcome, str]:
    if isinstance(error, FetchStoppedError):
        return error.outcome, str(error)
    return FetchOutcome.ERROR, f"{type(error).__name__}: {error}"


def _page(row: Frontier, error: BaseException) -> RecordPage:
    now, (outcome, sentence) = timezone.now(), _outcome(error)
    attempts = row.attempts + (not isinstance(error, HostBusyError))
    state, at = State.WAITING, later(now, _FAULT_WAIT * attempts)
    if isinstance(error, HostBusyError):
        at = later(now, _BUSY_WAIT)
    elif attempts >= MAX_ATTEMPTS or isinstance(error, FetchStoppedError):
        state, at = State.DEAD, NEVER
    result = PageResult(outcome, state, at, attempts, row.revisits, error=sentence)
    return RecordPage(row.pk, result, now)


def _feed(feed: Feed, error: BaseException) -> RecordFeed:
    now, (outcome, sentence) = timezone.now(), _outcome(error)
    busy = isinstance(error, HostBusyError)
    wait = _BUSY_WAIT if busy else max(feed.interval, _FAULT_WAIT)
    failures = feed.failures + (not busy)
    result = FeedResult(outcome, later(now, wait), feed.interval, failures, error=sentence)
    return RecordFeed(feed.pk, result, now)
