"""A poll's way through its pages is state: it survives, goes on, and reaches the depth it was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rasad.archive.frontier import Discovered, FetchOutcome
from rasad.archive.frontier.feed_state import FeedState, PolledPage, PollState, begin, goes_on
from rasad.archive.frontier.poll_steps import Step, advance
from rasad.archive.frontier.polling import FIRST_PAGES

NOW = datetime(2026, 11, 14, 10, 0, tzinfo=UTC)
NEWS = Discovered(new=20)
words = st.text(max_size=30)
states = st.builds(
    FeedState,
    unmodified=st.integers(0, 100),
    signature=words,
    older=st.lists(words, max_size=3).map(tuple),
    paged=st.integers(0, 100),
    empty=st.integers(0, 100),
    covered=st.none() | st.datetimes(timezones=st.just(UTC)),
    missing=st.frozensets(st.dates(), max_size=5),
    poll=st.none()
    | st.builds(
        PollState,
        began=st.datetimes(timezones=st.just(UTC)),
        first=st.booleans(),
        queue=st.lists(words, max_size=3).map(tuple),
        seen=st.lists(words, max_size=3).map(tuple),
        days=st.dictionaries(words, st.dates(), max_size=3),
        announced=st.integers(0, 999),
        new=st.integers(0, 999),
        asked=st.floats(0, 1e6),
        etag=st.none() | st.text(min_size=1, max_size=9),
        last_modified=st.none() | st.text(min_size=1, max_size=9),
        gap=st.booleans(),
        previous=words,
        announced_here=st.integers(0, 999),
        news_here=st.integers(0, 999),
    ),
)


@given(states)
def test_what_is_remembered_is_read_back(state: FeedState) -> None:
    assert FeedState.load(state.dump()) == state


def test_what_cannot_be_read_is_no_memory() -> None:
    rubbish: tuple[object, ...] = (
        None,
        [],
        {"covered": "soon"},
        {"poll": {}},
        {"poll": 5},
        {"missing": ["x"]},
    )
    assert {FeedState.load(one).dump() == {} for one in rubbish} == {True}


def _poll(
    state: FeedState, *, first: bool = False, last: int = 99, depth: int = 40
) -> tuple[FeedState, list[str]]:
    """One poll of a list of `last` pages whose every item is new but on its front page, later."""
    state = begin(state, NOW, first=first, pages=("p1",), days={})
    asked: list[str] = []
    while True:
        assert state.poll is not None
        url = state.poll.url
        asked.append(url)
        number = int(url[1:])
        older = f"p{number + 1}" if number < last else ""
        found = NEWS if first or number > 1 else Discovered(known=20, familiar=20)
        page = PolledPage(FetchOutcome.OK, next_url=older, paged=True, pageable=True, depth=depth)
        step = advance(state, page, found, NOW)
        state = step.state
        if step.ended:
            return state, asked


def test_the_first_poll_goes_on_over_later_ones_until_the_list_ends() -> None:
    state, asked = _poll(FeedState(), first=True, last=25)
    assert asked == [f"p{n}" for n in range(1, FIRST_PAGES + 1)]
    assert state.older == (f"p{FIRST_PAGES + 1}",)
    state, asked = _poll(state, last=25)
    assert asked == ["p1", *(f"p{n}" for n in range(FIRST_PAGES + 1, 26))]
    assert state.older == ()
    assert _poll(state, last=25)[1] == ["p1"]


def test_the_first_poll_ends_at_the_depth_it_was_given() -> None:
    state, asked = _poll(FeedState(), first=True, depth=12)
    state, more = _poll(state, depth=12)
    assert [*asked, *more[1:]] == [f"p{n}" for n in range(1, 14)]
    assert (state.older, state.paged) == ((), 0)


def _step(outcome: FetchOutcome, state: FeedState, *, paged: bool = True) -> Step:
    return advance(state, PolledPage(outcome, paged=paged), Discovered(), NOW)


def test_an_older_page_that_fails_is_asked_for_by_the_next_poll() -> None:
    poll = PollState(NOW, queue=("p7", "p8"), seen=("p1",))
    step = _step(FetchOutcome.SERVER_ERROR, FeedState(poll=poll))
    assert step.failed
    assert step.state.older == ("p7", "p8")
    assert step.state.covered is None
    front = begin(FeedState(older=("p7",)), NOW, first=False, pages=("p1",), days={})
    assert _step(FetchOutcome.TIMEOUT, front).state.older == ("p7",)


def test_an_older_page_that_is_gone_ends_the_paging_and_no_more() -> None:
    step = _step(FetchOutcome.GONE, FeedState(poll=PollState(NOW, queue=("p7",), seen=("p1",))))
    assert step.ended
    assert not step.failed
    assert step.state.covered == NOW + timedelta(microseconds=1)
    assert _step(FetchOutcome.GONE, FeedState(poll=PollState(NOW, queue=("p1",)))).failed


def test_a_day_without_an_issue_is_remembered_until_it_has_one() -> None:
    day = date(2026, 11, 14)
    state = begin(FeedState(), NOW, first=False, pages=("d",), days={"d": day})
    without = _step(FetchOutcome.GONE, state, paged=False).state
    assert without.missing == {day}
    again = begin(without, NOW, first=False, pages=("d",), days={"d": day})
    assert advance(again, PolledPage(FetchOutcome.OK), NEWS, NOW).state.missing == frozenset()


def test_maps_of_an_index_are_queued_once() -> None:
    state = begin(FeedState(), NOW, first=True, pages=("index",), days={})
    page = PolledPage(FetchOutcome.OK, maps=(("a", None), ("index", None), ("b", None), ("a", None)))
    step = advance(state, page, Discovered(), NOW)
    assert step.poll.queue == ("a", "b")


def test_an_interrupted_poll_goes_on_unless_it_is_stale() -> None:
    state = begin(FeedState(), NOW, first=True, pages=("p1",), days={})
    assert goes_on(state, NOW + timedelta(hours=1))
    assert not goes_on(state, NOW + timedelta(days=2))
    assert not goes_on(replace(state, poll=None), NOW)
    stale = begin(state, NOW + timedelta(days=2), first=True, pages=("p2",), days={})
    assert stale.poll is not None
    assert stale.poll.queue == ("p2", "p1"), "what was still to be fetched is not forgotten"
