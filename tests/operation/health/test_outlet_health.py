"""Silence, volume and rules are judged by what is usual of an outlet; every failure has a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rasad.archive.frontier import FetchOutcome
from rasad.archive.frontier.outcomes import HOST_TROUBLE
from rasad.operation.outlet_health.changes import decayed_fields, volume_change
from rasad.operation.outlet_health.failure_sentences import SENTENCES, sentence
from rasad.operation.outlet_health.rhythm import HOURS, expected_since, is_silent

#: A Tuesday, ten o'clock in Tehran.
NOON = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
BY_DAY = [6.0 if 7 <= slot % 24 < 22 else 0.02 for slot in range(HOURS)]


@pytest.mark.parametrize(
    ("hours", "silent"), [(0.5, False), (1.0, False), (2.0, True), (30.0, True)], ids=str
)
def test_an_hour_of_nothing_by_day_says_little_and_two_say_much(hours: float, silent: bool) -> None:
    assert is_silent(NOON - timedelta(hours=hours), BY_DAY, NOON) is silent


def test_a_night_of_nothing_is_no_silence() -> None:
    morning = NOON.replace(hour=3, minute=30)  # seven o'clock
    assert not is_silent(morning - timedelta(hours=8), BY_DAY, morning)
    assert expected_since(BY_DAY, morning - timedelta(hours=8), morning) < 1


def test_without_a_rhythm_a_day_of_nothing_is_silence() -> None:
    assert is_silent(NOON - timedelta(hours=25), [], NOON)
    assert not is_silent(NOON - timedelta(hours=23), [], NOON)
    assert not is_silent(None, BY_DAY, NOON)


def days(*numbers: int) -> dict[str, int]:
    """Articles of the days until yesterday, the last one last."""
    first = date(2026, 12, 1) - timedelta(days=len(numbers))
    return {(first + timedelta(days=n)).isoformat(): number for n, number in enumerate(numbers)}


@pytest.mark.parametrize(
    ("numbers", "alarm"),
    [
        ([40] * 20, False),
        ([40] * 17 + [12, 10, 14], True),
        ([40] * 17 + [150, 140, 160], True),
        ([40] * 17 + [30, 44, 50], False),
        ([2] * 17 + [0, 1, 0], False),
        ([40] * 5 + [1, 1, 1], False),
        ([40, 40, 40, 40, 40, 5, 5] * 3, False),
    ],
    ids=["steady", "fell", "rose", "usual", "small", "young", "weekends"],
)
def test_a_change_of_volume_is_told_from_chance_and_weekends(numbers: list[int], alarm: bool) -> None:
    assert (volume_change(days(*numbers), date(2026, 12, 1)) is not None) is alarm


def test_a_rule_that_holds_on_fewer_pages_is_wearing_out() -> None:
    today = date(2026, 12, 1)
    pages = {
        (today - timedelta(days=back)).isoformat(): {"body": [20 if back > 3 else 12, 20], "title": [20, 20]}
        for back in range(1, 15)
    }
    assert decayed_fields(pages, today) == {"body": (1.0, 0.6)}


def test_every_failure_has_a_sentence_in_both_languages() -> None:
    well = {FetchOutcome.OK, FetchOutcome.UNCHANGED, FetchOutcome.NOT_MODIFIED, FetchOutcome.REDIRECTED}
    assert set(FetchOutcome) - well == set(SENTENCES)
    assert set(SENTENCES) >= HOST_TROUBLE
    assert sentence("server_error", "the server answered 503 (Service Unavailable)") == (
        "the site's server fails (5xx): the server answered 503 (Service Unavailable)",
        "سرور سایت خطا می‌دهد (۵xx)",
    )
