"""One poll on its way through a feed's pages: what is asked next, and with what."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime

from crawler import polling
from crawler.memory import FeedState
from crawler.policy import answered
from rasad.archive.frontier import FetchOutcome
from rasad.archive.models import Feed
from rasad.outlets.loading import OutletSpec
from rasad.persian.dates.jalali import tehran_today


@dataclass
class Progress:
    """One poll over its pages."""

    feed: Feed
    spec: OutletSpec
    memory: FeedState
    first_poll: bool
    days: dict[str, date] = field(default_factory=dict)  # of a dated feed: address → its day
    queue: deque[str] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)
    page: int = 0
    announced: int = 0
    new: int = 0
    asked: float = 0.0
    etag: str | None = None
    last_modified: str | None = None
    failed: bool = False
    gap: bool = False  # see `polling.may_have_passed`

    def answered(self, outcome: FetchOutcome) -> bool:
        """Whether the page that was asked for last gave an answer."""
        return answered(outcome, dated=bool(self.days), first=self.page == 1)

    def validators(self, now: datetime) -> tuple[str, str]:
        """What the next page is asked with: (ETag, Last-Modified) of the same address, or nothing."""
        since = self.memory.since
        another = self.days and (since is None or tehran_today(since) != tehran_today(now))
        if self.page > 1 or another or polling.may_be_lying(self.memory.unmodified):
            return "", ""
        return self.feed.etag, self.feed.last_modified
