"""What a feed remembers between polls, and how far a poll has come: its state, kept with each page's capture.

A poll's way through its pages (days of a paper, maps of an index, older pages of a list) is written in the
transaction that stores a page, so a death costs a refetch of one page and never an older one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from rasad.archive.frontier import polling
from rasad.archive.frontier.outcomes import FetchOutcome

#: A poll that began longer ago than this (its outlet was paused) is begun anew.
STALE = timedelta(hours=12)
_ANSWERS = (FetchOutcome.OK, FetchOutcome.UNCHANGED, FetchOutcome.NOT_MODIFIED)


@dataclass(frozen=True)
class PollState:
    """One poll on its way. `queue`: addresses still to be fetched; `days`: of a dated feed, address → day."""

    began: datetime
    first: bool = False
    queue: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    days: Mapping[str, date] = field(default_factory=dict)
    announced: int = 0
    new: int = 0
    asked: float = 0.0  # seconds for which the server wants to be left alone
    etag: str | None = None
    last_modified: str | None = None
    gap: bool = False  # see `polling.may_have_passed`
    previous: str = ""  # signature of the page before
    announced_here: int = 0  # on the pages of the day, month or issue that is being read
    news_here: int = 0  # of these, those that the feed did not know

    @property
    def url(self) -> str:
        """The address that is fetched next."""
        return self.queue[0]

    @property
    def is_first_page(self) -> bool:
        """Whether nothing of this poll was fetched yet."""
        return not self.seen

    def answered(self, outcome: FetchOutcome, *, counted: bool = False) -> bool:
        """Whether the page gave the answer that was asked for, so that the poll goes on.

        That a day has no issue, or that there is no older page, is an answer; of pages that are `counted`
        some systems refuse the number after the last.
        """
        if outcome is FetchOutcome.CLIENT_ERROR:
            return counted and not self.is_first_page
        return outcome in _ANSWERS or (
            outcome is FetchOutcome.GONE and (bool(self.days) or not self.is_first_page)
        )


@dataclass(frozen=True)
class FeedState:
    """What a feed remembers. `poll` is None between two polls.

    `covered`: when the last whole poll ended; what was discovered before it is old news to this feed.
    """

    unmodified: int = 0  # 304 in a row
    signature: str = ""  # of its first page
    listed: int = 0  # items on its first page
    older: tuple[str, ...] = ()  # where paging back stopped: the next poll goes on from there
    paged: int = 0  # older pages of the backlog that the first poll began; 0 once its depth was reached
    empty: int = 0  # days, months or issues in a row, on the backlog's way, that announced nothing
    covered: datetime | None = None
    missing: frozenset[date] = frozenset()  # days that had no page when they were asked for
    poll: PollState | None = None

    @classmethod
    def load(cls, data: Any) -> FeedState:
        """Read what `dump` wrote; anything unreadable is no memory."""
        try:
            poll = data.get("poll")
            return cls(
                unmodified=int(data.get("unmodified", 0)),
                signature=str(data.get("signature", "")),
                listed=int(data.get("listed", 0)),
                older=tuple(map(str, data.get("older", ()))),
                paged=int(data.get("paged", 0)),
                empty=int(data.get("empty", 0)),
                covered=_moment(data.get("covered")),
                missing=frozenset(date.fromisoformat(day) for day in data.get("missing", ())),
                poll=_load_poll(poll) if poll else None,
            )
        except (ValueError, TypeError, AttributeError, KeyError):
            return cls()

    def dump(self) -> dict[str, Any]:
        """As JSON values; empty ones are left out."""
        data = {
            "unmodified": self.unmodified,
            "signature": self.signature,
            "listed": self.listed,
            "older": list(self.older),
            "paged": self.paged,
            "empty": self.empty,
            "covered": self.covered.isoformat() if self.covered else "",
            "missing": sorted(day.isoformat() for day in self.missing),
            "poll": _dump_poll(self.poll) if self.poll else None,
        }
        return {name: value for name, value in data.items() if value}


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _load_poll(data: Mapping[str, Any]) -> PollState:
    return PollState(
        began=datetime.fromisoformat(data["began"]),
        first=bool(data.get("first")),
        queue=tuple(map(str, data.get("queue", ()))),
        seen=tuple(map(str, data.get("seen", ()))),
        days={str(url): date.fromisoformat(day) for url, day in data.get("days", {}).items()},
        announced=int(data.get("announced", 0)),
        new=int(data.get("new", 0)),
        asked=float(data.get("asked", 0.0)),
        etag=data.get("etag"),
        last_modified=data.get("last_modified"),
        gap=bool(data.get("gap")),
        previous=str(data.get("previous", "")),
        announced_here=int(data.get("announced_here", 0)),
        news_here=int(data.get("news_here", 0)),
    )


def _dump_poll(poll: PollState) -> dict[str, Any]:
    data: dict[str, Any] = {
        **vars(poll),
        "began": poll.began.isoformat(),
        "days": {url: day.isoformat() for url, day in poll.days.items()},
    }
    return {name: value for name, value in data.items() if value not in (0, None, (), {}, False)}


@dataclass(frozen=True)
class PolledPage:
    """What one page of a poll brought, as far as the feed's way on depends on it.

    `earlier`: the day, month or issue before this one's; `patience`: so many empty ones in a row end that
    way. `counted`: `next_url` was made by counting. `now`: what a front page leads to at once. `depth`: older
    pages (of a dated feed days or months, of a paper issues) that the first poll goes back, over as many
    polls as it takes.
    """

    outcome: FetchOutcome
    maps: tuple[tuple[str, float | None], ...] = ()  # of a sitemap index: address, seconds of its change
    next_url: str = ""  # older items; "" also where this kind of feed is not paged
    signature: str = ""
    asked: float = 0.0
    etag: str = ""
    last_modified: str = ""
    paged: bool = False  # this feed can be paged back
    pageable: bool = False  # so can another feed of the outlet
    depth: int = polling.FIRST_DEPTH
    counted: bool = False
    earlier: str = ""
    patience: int = 0
    issues: bool = False  # `earlier` is an issue, which a later poll asks for, too
    now: tuple[str, ...] = ()


def begin(
    state: FeedState, now: datetime, *, first: bool, pages: tuple[str, ...], days: Mapping[str, date]
) -> FeedState:
    """The state with a poll begun: `pages` (the front page, or one a day), then where paging stopped."""
    stopped = [one for one in state.poll.queue if one not in state.poll.days] if state.poll else []
    queue = tuple(dict.fromkeys((*pages, *state.older, *stopped)))
    missing = state.missing & set(days.values()) if days else state.missing
    return replace(state, older=(), missing=missing, poll=PollState(now, first, queue, days=days))


def goes_on(state: FeedState, now: datetime) -> bool:
    """Whether a poll is under way that a death or a restart has interrupted."""
    return state.poll is not None and bool(state.poll.queue) and now - state.poll.began < STALE
