"""Which pages of a feed a poll fetches, what they are asked with, and where each leads. Pure functions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rasad.archive.frontier import FetchOutcome
from rasad.archive.frontier.feed_state import FeedState, begin, goes_on
from rasad.archive.frontier.polling import may_be_lying
from rasad.archive.models import Feed
from rasad.extract.announcements.reading import Reading
from rasad.outlets.address_templates import AddressTemplate, split_form
from rasad.outlets.definitions import FeedSpec, OutletSpec
from rasad.persian.dates.jalali import tehran_today

#: Days looked back at: at the first poll of a feed with a page a day, and at most after a pause.
FIRST_DAYS = 8  # a week, and the day that has only begun
MOST_DAYS = 31
#: What is dated shortly before midnight may be listed after it.
LATE = timedelta(hours=6)
#: Kinds of feed whose pages lead to older ones without any rule.
PAGED = ("listing", "archive", "telegram", "eitaa")
#: So many days, months, years or issues without anything in a row end the way back.
PATIENCE = {"day": 20, "month": 3, "year": 2, None: 10}


@dataclass(frozen=True)
class PolledFeed:
    """A feed with its state before a page of its poll, and what that page is asked with."""

    feed: Feed
    spec: OutletSpec
    state: FeedState
    validators: tuple[str, str] = ("", "")

    @property
    def definition(self) -> FeedSpec:
        """The feed as YAML has it."""
        return definition_of(self.feed, self.spec)

    @property
    def url(self) -> str:
        """The page's address; what is sent by POST stands at its end."""
        assert self.state.poll is not None
        return self.state.poll.url

    @property
    def is_older_page(self) -> bool:
        """Whether the poll has had a page before this one."""
        return self.state.poll is not None and not self.state.poll.is_first_page


@dataclass(frozen=True)
class Ways:
    """Where a page of a feed leads: to further pages of the same list, to the period or issue before it,
    and from a front page to those that are to be asked now."""

    older: str = ""
    counted: bool = False  # `older` was made by counting: whether it is there shows when it is asked
    earlier: str = ""
    now: tuple[str, ...] = ()
    fault: str = ""


def definition_of(feed: Feed, spec: OutletSpec) -> FeedSpec:
    """A feed's definition; of one that YAML no longer names, what its record says."""
    known = spec.feed(feed.kind, feed.url)
    return known or FeedSpec.undefined(feed.kind, feed.url)


def next_page(feed: Feed, spec: OutletSpec, state: FeedState, now: datetime) -> PolledFeed:
    """The next page of the feed's poll: of the one that is under way, else of one that begins now."""
    if not goes_on(state, now):
        state = _begun(feed, definition_of(feed, spec), state, now)
    return PolledFeed(feed, spec, state, _validators(feed, state, now))


def _begun(feed: Feed, definition: FeedSpec, state: FeedState, now: datetime) -> FeedState:
    first, template = feed.last_polled_at is None, definition.template
    if definition.front:
        return begin(state, now, first=first, pages=(definition.front,), days={})
    if template.unit is None:
        return begin(state, now, first=first, pages=(template.fill(tehran_today(now)),), days={})
    # Since the last whole poll: one that an outage cut short has not asked for its days.
    days = {template.fill(day): day for day in periods_to_poll(template, now, state.covered, state.missing)}
    return begin(state, now, first=first, pages=tuple(days), days=days)


def periods_to_poll(
    template: AddressTemplate, now: datetime, since: datetime | None, missing: Collection[date] = ()
) -> list[date]:
    """The first days of the periods (Tehran days, months, years) whose pages may hold news, newest first.

    `since`: the end of the last whole poll. A day's page is asked for until `LATE` after its midnight; one
    that had no page (`missing`) for a week, as an issue may be put up late.
    """
    today = tehran_today(now)
    if template.unit != "day":
        start = tehran_today(since - LATE) if since is not None else today
        periods = [template.period_of(today)]
        while periods[-1] > start and len(periods) < MOST_DAYS:
            periods.append(template.period_before(periods[-1]))
        return periods
    back = FIRST_DAYS if since is None else min((today - tehran_today(since - LATE)).days + 1, MOST_DAYS)
    days = {today - timedelta(days=n) for n in range(back)}
    days.update(day for day in missing if 0 <= (today - day).days < FIRST_DAYS)
    return sorted(days, reverse=True)


def ways_on(definition: FeedSpec, address: str, reading: Reading, today: date) -> Ways:
    """Where a page that was read leads."""
    template, onward = definition.template, reading.onward
    if address == definition.front:
        return _from_front(definition, reading, today)
    older, counted = reading.next_url, False
    if "cursor" in template.names:
        older = template.fill(today, cursor=onward.cursor) if onward.cursor else reading.next_url
    elif "page" in template.names:
        older, counted = template.following(address), True
    earlier = template.earlier(address)
    return Ways(_with_hidden(older, onward.hidden), counted, _with_hidden(earlier, onward.hidden))


def _from_front(definition: FeedSpec, reading: Reading, today: date) -> Ways:
    """From the page that shows the newest: to its issue, the second page, or what a form asks for."""
    template, onward = definition.template, reading.onward
    if "issue" in template.names:
        if onward.issue is None:
            where = definition.cursor or definition.address
            return Ways(fault=f"{definition.front} names no issue (looked for «{where}»)")
        return Ways(now=(template.fill(today, issue=onward.issue),))
    if template.unit or (definition.form_of and "page" not in template.names):
        return Ways(now=(_with_hidden(template.fill(today), onward.hidden),))
    if "page" in template.names:
        second = template.fill(today, template.first + (0 if definition.form_of else template.step))
        return Ways(_with_hidden(second, onward.hidden), counted=True)
    if onward.cursor:
        return Ways(_with_hidden(template.fill(today, cursor=onward.cursor), onward.hidden))
    return Ways(reading.next_url)


def _with_hidden(address: str, hidden: str) -> str:
    return f"{address}&{hidden}" if address and hidden else address


def patience_of(definition: FeedSpec) -> int:
    """How many empty periods or issues in a row end the way back."""
    return PATIENCE[definition.template.unit]


def depth_of(definition: FeedSpec, spec: OutletSpec) -> int:
    """How many older pages the first poll goes back; of a page a day only where YAML says so."""
    if definition.depth is not None:
        return definition.depth
    stated = "depth" in spec.fetch.model_fields_set
    return 0 if definition.template.unit == "day" and not stated else spec.fetch.depth


def _validators(feed: Feed, state: FeedState, now: datetime) -> tuple[str, str]:
    """(ETag, Last-Modified) of the same address, or nothing."""
    poll = state.poll
    assert poll is not None
    another = bool(poll.days) and (state.covered is None or tehran_today(state.covered) != tehran_today(now))
    posted = split_form(poll.url)[1] is not None
    if not poll.is_first_page or another or posted or may_be_lying(state.unmodified):
        return "", ""
    return feed.etag, feed.last_modified


def may_be_kept(polled: PolledFeed, outcome: FetchOutcome, children: bool) -> bool:
    """Whether this very answer may be kept already, so that it is worth looking up."""
    poll = polled.state.poll
    assert poll is not None
    if outcome is FetchOutcome.GONE:
        return True
    return outcome is FetchOutcome.OK and (children or not poll.is_first_page)


def can_page_back(spec: OutletSpec) -> bool:
    """Whether the outlet has a feed that catches up by itself with what its other feeds have lost."""
    return any(one.kind in PAGED or one.template.names for one in spec.feeds)
