"""What becomes of a page and its host: each outcome, first time and later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.outcomes.next_visit import (
    FINAL,
    HOST_AWAY,
    MAX_ATTEMPTS,
    Before,
    host_verdict,
    outcome_of_status,
    page_verdict,
)
from rasad.archive.frontier import NEVER, FetchOutcome
from rasad.archive.models import Frontier

NOW = datetime(2026, 11, 14, tzinfo=UTC)
LOOKS = (60.0, 120.0)
State = Frontier.State


@pytest.mark.parametrize("outcome", list(FetchOutcome))
@pytest.mark.parametrize("fetched", [False, True])
@pytest.mark.parametrize("attempts", [0, MAX_ATTEMPTS])
def test_every_outcome_has_an_end(outcome: FetchOutcome, fetched: bool, attempts: int) -> None:
    verdict = page_verdict(outcome, Before(attempts, 0, fetched, LOOKS), NOW)
    assert verdict.outcome is outcome
    assert verdict.next_try_at > NOW
    assert not (fetched and verdict.state == State.DEAD), "a page that we have had is never given up"


def test_a_page_is_looked_at_again_on_schedule_then_left() -> None:
    first = page_verdict(FetchOutcome.OK, Before(revisit=LOOKS), NOW)
    second = page_verdict(FetchOutcome.UNCHANGED, Before(0, first.revisits, True, LOOKS), NOW)
    third = page_verdict(FetchOutcome.OK, Before(0, second.revisits, True, LOOKS), NOW)
    assert first.next_try_at == NOW + timedelta(seconds=60)
    assert second.next_try_at == NOW + timedelta(seconds=120)
    assert third.next_try_at == NEVER
    assert (first.revisits, second.revisits, third.revisits) == (0, 1, 2)


def test_a_host_that_is_away_is_no_pages_fault() -> None:
    for outcome in HOST_AWAY:
        verdict = page_verdict(outcome, Before(MAX_ATTEMPTS - 1), NOW)
        assert (verdict.state, verdict.attempts) == (State.WAITING, MAX_ATTEMPTS - 1)


def test_what_will_not_change_is_not_asked_again() -> None:
    for outcome in FINAL:
        assert page_verdict(outcome, Before(), NOW).state == State.DEAD


def test_a_page_that_is_not_there_yet_is_asked_for_over_two_hours() -> None:
    """Outlets announce before they publish; some minutes were not enough."""
    asked, at = 0, NOW
    before = Before(base=60.0)
    while True:
        verdict = page_verdict(FetchOutcome.GONE, before, at)
        asked += 1
        if verdict.state == State.DEAD:
            break
        before, at = Before(verdict.attempts, base=60.0), verdict.next_try_at
    assert asked == MAX_ATTEMPTS
    assert timedelta(hours=2) <= at - NOW <= timedelta(hours=3)
    assert page_verdict(FetchOutcome.GONE, Before(0, 0, True, LOOKS), NOW).state == State.DONE


def test_retry_after_rests_the_host_and_a_good_answer_clears_it() -> None:
    rest = host_verdict(FetchOutcome.RATE_LIMITED, failures=0, delay=2.0, base=60.0, now=NOW, wait=300.0)
    assert rest.next_at == NOW + timedelta(seconds=300)
    fine = host_verdict(FetchOutcome.OK, failures=5, delay=2.0, base=60.0, now=NOW)
    assert (fine.next_at, fine.failures) == (NOW + timedelta(seconds=2), 0)


def test_statuses_have_outcomes() -> None:
    found = {status: outcome_of_status(status) for status in (200, 304, 404, 410, 403, 429, 500, 503, 418)}
    assert found == {
        200: FetchOutcome.OK,
        304: FetchOutcome.NOT_MODIFIED,
        404: FetchOutcome.GONE,
        410: FetchOutcome.GONE,
        403: FetchOutcome.FORBIDDEN,
        429: FetchOutcome.RATE_LIMITED,
        500: FetchOutcome.SERVER_ERROR,
        503: FetchOutcome.SERVER_ERROR,
        418: FetchOutcome.CLIENT_ERROR,
    }
