"""What a fetch means to the frontier, as values: `apply` makes them true in the transaction of the capture.

A value can be applied again after a rollback, compared and printed. None of them does anything by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rasad.archive.frontier.discovery import Announcement, AnnouncingOutlet
from rasad.archive.frontier.feed_state import FeedState, PolledPage
from rasad.archive.frontier.outcomes import FetchOutcome
from rasad.archive.frontier.results import FeedResult, HostResult, PageResult
from rasad.archive.models import Frontier


@dataclass(frozen=True)
class RecordPage:
    """A page's fetch is over: its row gets the result, its outcome is counted."""

    row: int
    result: PageResult
    at: datetime


@dataclass(frozen=True)
class RecordHost:
    """When a host may be asked again."""

    name: str
    result: HostResult


@dataclass(frozen=True)
class Discover:
    """Announced addresses of a site; what is new of them becomes due."""

    site: AnnouncingOutlet
    candidates: tuple[Announcement, ...]
    at: datetime
    feed: int | None = None
    backfill: int | None = None


@dataclass(frozen=True)
class RecordPoll:
    """A page of a feed's poll: what it announces is discovered, and how that went decides the feed's way on.

    `interval` and `failures` as they were before the poll, `bounds` of the interval in seconds;
    `wait`: seconds that the server asked for.
    """

    feed: int
    site: AnnouncingOutlet
    state: FeedState
    page: PolledPage
    candidates: tuple[Announcement, ...]
    at: datetime
    interval: float
    failures: int
    bounds: tuple[float, float]
    wait: float | None = None
    error: str = ""


@dataclass(frozen=True)
class RecordFeed:
    """A poll that ended without an answer to read (its host is busy, our own fault)."""

    feed: int
    result: FeedResult
    at: datetime


@dataclass(frozen=True)
class MergePage:
    """A page that redirects led to another item's address: that item's row is looked at from now on."""

    site: AnnouncingOutlet
    row: Frontier
    final_url: str
    result: PageResult


@dataclass(frozen=True)
class Count:
    """`number` outcomes of hops on the way."""

    outcome: FetchOutcome
    number: int
    at: datetime


Effect = RecordPage | RecordHost | Discover | RecordPoll | RecordFeed | MergePage | Count
