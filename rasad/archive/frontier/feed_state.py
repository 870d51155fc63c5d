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
from rasad.archive.frontier.discovery import Discovered
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

    @property
    def url(self) -> str:
        """The address that is fetched next."""
        return self.queue[0]

    @property
    def is_first_page(self) -> bool:
        """Whether nothing of this poll was fetched yet."""
        return not self.seen

    def answered(self, outcome: FetchOutcome) -> bool:
        """Whether the page gave the answer that was asked for, so that the poll goes on.

        That a day has no issue, or that there is no older page, is an answer.
        """
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
    older: tuple[str, ...] = ()  # where paging back stopped: the next poll goes on from there
    paged: int = 0  # older pages of the backlog that the first poll began; 0 once its depth was reached
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
                older=tuple(map(str, data.get("older", ()))),
                paged=int(data.get("paged", 0)),
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
            "older": list(self.older),
            "paged": self.paged,
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
    """What one page of a poll brought, as far as the feed's way on depends on it."""

    outcome: FetchOutcome
    maps: tuple[tuple[str, float | None], ...] = ()  # of a sitemap index: address, seconds of its change
    next_url: str = ""  # older items; "" also where this kind of feed is not paged
    signature: str = ""
    asked: float = 0.0
    etag: str = ""
    last_modified: str = ""
    paged: bool = False  # this kind of feed can be paged back
    pageable: bool = False  # so can another feed of the outlet
    depth: int = (
        polling.FIRST_DEPTH
    )  # older pages that the first poll goes back, over as many polls as it takes


@dataclass(frozen=True)
class Step:
    """The feed's state after a page. `ended`: with it the poll is over, and `poll` says how it went."""

    state: FeedState
    poll: PollState
    ended: bool
    failed: bool = False


def begin(
    state: FeedState, now: datetime, *, first: bool, pages: tuple[str, ...], days: Mapping[str, date]
) -> FeedState:
    """The state with a poll begun: `pages` (the front page, or one a day), then where paging stopped."""
    stopped = state.poll.queue if state.poll is not None and not state.poll.days else ()
    queue = tuple(dict.fromkeys((*pages, *state.older, *stopped)))
    missing = state.missing & set(days.values()) if days else state.missing
    return replace(state, older=(), missing=missing, poll=PollState(now, first, queue, days=days))


def goes_on(state: FeedState, now: datetime) -> bool:
    """Whether a poll is under way that a death or a restart has interrupted."""
    return state.poll is not None and bool(state.poll.queue) and now - state.poll.began < STALE


def advance(state: FeedState, page: PolledPage, found: Discovered, now: datetime) -> Step:
    """What the feed remembers after a page of its poll, by what was `found` on it."""
    before = state.poll
    assert before is not None, "a page belongs to a poll"
    url, announced = before.url, found.new + found.known
    poll = replace(
        before,
        queue=before.queue[1:],
        seen=(*before.seen, url),
        announced=before.announced + announced,
        new=before.new + found.new,
    )
    if before.is_first_page:
        state, poll = _first_page(state, poll, page, found)
    if not before.answered(page.outcome):
        rest = poll.queue if before.is_first_page else before.queue
        older = rest if page.paged and not poll.days else ()
        return Step(replace(state, older=older, poll=None), poll, ended=True, failed=True)
    if url in before.days and page.outcome is not FetchOutcome.NOT_MODIFIED:
        day = {before.days[url]}
        state = replace(state, missing=state.missing - day if announced else state.missing | day)
    if page.paged and page.next_url and page.next_url not in poll.seen:
        state, poll = _further(state, poll, page, found)
    if poll.queue:
        return Step(replace(state, poll=poll), poll, ended=False)
    # What this very poll found is familiar from now on.
    covered = now + timedelta(microseconds=1)
    return Step(replace(state, covered=covered, poll=None), poll, ended=True)


def _first_page(
    state: FeedState, poll: PollState, page: PolledPage, found: Discovered
) -> tuple[FeedState, PollState]:
    announced = found.new + found.known
    unmodified = state.unmodified + 1 if page.outcome is FetchOutcome.NOT_MODIFIED else 0
    state = replace(state, unmodified=unmodified)
    if page.outcome in (FetchOutcome.OK, FetchOutcome.UNCHANGED):
        # An index that is "not modified" says nothing about its maps: it is always asked for whole.
        etag, last_modified = ("", "") if page.maps else (page.etag, page.last_modified)
        poll = replace(poll, etag=etag, last_modified=last_modified, asked=page.asked)
        state = replace(state, signature=page.signature)
    if not page.maps:
        gap = polling.may_have_passed(
            announced=announced,
            familiar=found.familiar,
            first_poll=state.covered is None,
            pageable=page.pageable,
        )
        poll = replace(poll, gap=gap)
    if page.outcome is FetchOutcome.OK:
        poll = _queued(poll, *polling.maps_to_ask(page.maps, state.covered))
    return state, poll


def _further(
    state: FeedState, poll: PollState, page: PolledPage, found: Discovered
) -> tuple[FeedState, PollState]:
    """With the next older page queued, or kept for the next poll where this one has gone deep enough."""
    if not polling.wants_more(announced=found.new + found.known, familiar=found.familiar):
        return state, poll
    backlog = poll.first or state.paged > 0
    if backlog and state.paged >= page.depth:
        return replace(state, paged=0), poll
    state = replace(state, paged=state.paged + 1 if backlog else 0)
    if len(poll.seen) < (polling.FIRST_PAGES if poll.first else polling.MOST_PAGES):
        rest = tuple(one for one in poll.queue if one != page.next_url)
        return state, replace(poll, queue=(page.next_url, *rest))
    return replace(state, older=tuple(dict.fromkeys((*state.older, page.next_url)))), poll


def _queued(poll: PollState, *urls: str) -> PollState:
    known = {*poll.seen, *poll.queue}
    fresh = [one for one in dict.fromkeys(urls) if one not in known]
    return replace(poll, queue=(*poll.queue, *fresh))
