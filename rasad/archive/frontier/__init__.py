"""The frontier: what to fetch, when, and who may; state that survives `kill -9`, never JOBDIR."""

from rasad.archive.frontier.discovery import Candidate, Discovered, Site, discover, ensure_hosts, frontier_key
from rasad.archive.frontier.leases import (
    HostLease,
    due_feeds,
    due_pages,
    feed_host,
    free_hosts,
    lease_host,
    lease_hosts,
    next_feed,
    next_urls,
    release,
    release_expired,
    renew,
)
from rasad.archive.frontier.outcomes import Outcome, count
from rasad.archive.frontier.results import (
    NEVER,
    FeedVerdict,
    HostVerdict,
    PageVerdict,
    settle_feed,
    settle_host,
    settle_page,
)

__all__ = [
    "NEVER",
    "Candidate",
    "Discovered",
    "FeedVerdict",
    "HostLease",
    "HostVerdict",
    "Outcome",
    "PageVerdict",
    "Site",
    "count",
    "discover",
    "due_feeds",
    "due_pages",
    "ensure_hosts",
    "feed_host",
    "free_hosts",
    "frontier_key",
    "lease_host",
    "lease_hosts",
    "next_feed",
    "next_urls",
    "release",
    "release_expired",
    "renew",
    "settle_feed",
    "settle_host",
    "settle_page",
]
