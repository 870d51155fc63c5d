"""What a page of a poll does to its feed's state: whether the poll goes on, and where. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rasad.archive.frontier import polling
from rasad.archive.frontier.discovery import Discovered
from rasad.archive.frontier.feed_state import FeedState, PolledPage, PollState
from rasad.archive.frontier.outcomes import FetchOutcome


@dataclass(frozen=True)
class Step:
    """The feed's state after a page. `ended`: with it the poll is over, and `poll` says how it went."""

    state: FeedState
    poll: PollState
    ended: bool
    failed: bool = False


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
    if not before.answered(page.outcome, counted=page.counted):
        rest = poll.queue if before.is_first_page else before.queue
        older = tuple(one for one in rest if one not in poll.days) if page.paged else ()
        return Step(replace(state, older=older, poll=None), poll, ended=True, failed=True)
    if url in before.days and page.outcome is not FetchOutcome.NOT_MODIFIED:
        day = {before.days[url]}
        state = replace(state, missing=state.missing - day if announced else state.missing | day)
    poll = _queued(poll, *page.now, first=True)
    if page.paged:
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
        state = replace(state, signature=page.signature, listed=announced or state.listed)
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
    """With the page that leads further back queued, or kept for the next poll where this is deep enough."""
    backlog = poll.first or state.paged > 0
    onward = _onward(state, poll, page, found, backlog)
    poll = replace(
        poll,
        previous=page.signature,
        announced_here=poll.announced_here + found.new + found.known,
        news_here=poll.news_here + _unknown(found, backlog),
    )
    if not onward and page.earlier and not poll.queue:
        state, poll, onward = _period_before(state, poll, page, backlog)
    if not onward:
        over = not poll.queue and not state.older  # from now on only what is new is sought
        return (replace(state, paged=0, empty=0) if over else state), poll
    counts = backlog and (onward == page.earlier or not page.patience)
    if counts and state.paged >= page.depth:
        return replace(state, paged=0, empty=0), poll
    state = replace(state, paged=state.paged + 1 if counts else state.paged if backlog else 0)
    if len(poll.seen) < (polling.FIRST_PAGES if poll.first else polling.MOST_PAGES):
        return state, _queued(poll, onward, first=True)
    return replace(state, older=tuple(dict.fromkeys((*state.older, onward)))), poll


def _onward(state: FeedState, poll: PollState, page: PolledPage, found: Discovered, backlog: bool) -> str:
    """The next page of the same list; "" where this one brought no news, or is one that was read before."""
    announced = found.new + found.known
    if not page.next_url or page.next_url in poll.seen or not announced:
        return ""
    if len(poll.seen) > 1 and page.signature and page.signature in (poll.previous, state.signature):
        return ""  # after the last page many systems show the last, or the first, again
    if backlog and len(poll.seen) > 1 and found.repeated == announced:
        return ""
    if page.counted:
        return page.next_url if found.familiar < announced else ""
    return page.next_url if polling.wants_more(announced=announced, familiar=found.familiar) else ""


def _unknown(found: Discovered, backlog: bool) -> int:
    return found.new + found.known - (found.repeated if backlog else found.familiar)


def _period_before(
    state: FeedState, poll: PollState, page: PolledPage, backlog: bool
) -> tuple[FeedState, PollState, str]:
    """From the last page of a day, month or issue to the one before: on the backlog's way, or while there is
    an issue with news."""
    state = replace(state, empty=0 if poll.announced_here else state.empty + 1)
    goes_back = state.empty < page.patience if backlog else page.issues and poll.news_here > 0
    poll = replace(poll, announced_here=0, news_here=0)
    if not goes_back or page.earlier in poll.seen:
        return replace(state, empty=0, paged=0), poll, ""
    return state, poll, page.earlier


def _queued(poll: PollState, *urls: str, first: bool = False) -> PollState:
    """With addresses that the poll has not asked for yet, at the end of its queue or `first`."""
    fresh = tuple(one for one in dict.fromkeys(urls) if one and one not in poll.seen)
    if first:
        return replace(poll, queue=(*fresh, *(one for one in poll.queue if one not in fresh)))
    return replace(poll, queue=(*poll.queue, *(one for one in fresh if one not in poll.queue)))
