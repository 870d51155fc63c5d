"""The frontier: what to fetch, when, and who may; state that survives `kill -9`, never JOBDIR."""

from __future__ import annotations

from rasad.archive.frontier.discovery import (
    Announcement,
    AnnouncingOutlet,
    Discovered,
    discover,
    ensure_hosts,
    frontier_key,
)
from rasad.archive.frontier.leases import (
    HostLease,
    Scope,
    due_feeds,
    due_pages,
    feed_host,
    free_hosts,
    lease_host,
    lease_hosts,
    next_feeds,
    next_urls,
    release,
    release_expired,
    renew,
)
from rasad.archive.frontier.outcomes import FetchOutcome
from rasad.archive.frontier.results import NEVER, FeedResult, HostResult, PageResult

__all__ = [
    "NEVER",
    "Announcement",
    "AnnouncingOutlet",
    "Discovered",
    "FeedResult",
    "FetchOutcome",
    "HostLease",
    "HostResult",
    "PageResult",
    "Scope",
    "discover",
    "due_feeds",
    "due_pages",
    "ensure_hosts",
    "feed_host",
    "free_hosts",
    "frontier_key",
    "lease_host",
    "lease_hosts",
    "next_feeds",
    "next_urls",
    "release",
    "release_expired",
    "renew",
]
