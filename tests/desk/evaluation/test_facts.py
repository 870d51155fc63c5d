"""What is counted of a unit in a real archive."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rasad.archive.models import Article, Attribution, Coverage, Outlet
from rasad.desk.errors import InvalidValueError
from rasad.desk.evaluation.facts import facts_of
from rasad.desk.evaluation.judgements import judge_coverage, write_outcome
from rasad.desk.evaluation.messages import add_message
from rasad.desk.evaluation.periods import days_period
from rasad.desk.evaluation.unit_facts import UnitFacts
from tests.desk.conftest import NOON
from tests.desk.people import actor, staff
from tests.search_api.records import SampleRecords

PERIOD = days_period(date(2026, 11, 25), date(2026, 12, 1))


def metro() -> UnitFacts:
    return facts_of(PERIOD, ["metro"])[0]


@pytest.fixture
def releases(archive: SampleRecords) -> list[Article]:
    """One text in two channels of the metro and another in one; an agency carries the first."""
    channel = Outlet.objects.create(key="metro_site", name="پایگاه مترو", kind="unit", unit_id="metro")
    second = Outlet.objects.create(key="metro_tg", name="کانال مترو", kind="telegram", unit_id="metro")
    first, copy, other, carrier = archive.articles[20:24]
    Article.objects.filter(pk=first.pk).update(
        outlet=channel, release=True, story=archive.story, at=NOON - timedelta(hours=5)
    )
    Article.objects.filter(pk=copy.pk).update(outlet=second, release=True, story=archive.story)
    Article.objects.filter(pk=other.pk).update(outlet=channel, release=True)
    for release in (first, copy):
        Coverage.objects.create(release=release, article=carrier, containment=0.9, how="whole", at=NOON)
    return [first, copy, other, carrier]


def test_one_text_in_two_channels_is_one_release_and_its_carrier_counts_once(releases: list[Article]) -> None:
    found = metro()
    assert len(found.releases) == 2
    carried = next(one for one in found.releases if one.media)
    assert (carried.article, carried.copies) == (releases[0].pk, (releases[1].pk,))
    assert [one.article for one in carried.media] == [releases[3].pk]


def test_what_a_person_calls_no_coverage_is_not_counted_and_a_contradiction_is_shown(
    releases: list[Article],
) -> None:
    person = actor(staff("analyst"))
    first, copy, _other, carrier = releases
    for release in (first, copy):
        judge_coverage(person, release.pk, carrier.pk, "contradicted")
    assert [one.contradicted for one in metro().releases[-1].media] == [True]
    for release in (first, copy):
        judge_coverage(person, release.pk, carrier.pk, "false_match")
    assert [one.media for one in metro().releases] == [[], []]


def test_tone_towards_the_unit_outweighs_that_of_the_whole(
    releases: list[Article], archive: SampleRecords
) -> None:
    about = archive.articles[30]
    Attribution.objects.create(article=about, unit_id="metro")
    Article.objects.filter(pk=about.pk).update(tone="negative", unit_tones={"metro": "positive"})
    assert dict(metro().tones) == {"positive": 1}


def test_a_key_message_is_found_in_what_carried_the_release(releases: list[Article]) -> None:
    person = actor(staff("analyst"))
    assert metro().messages_of == 0
    add_message(person, "metro", "خیابان‌ها پاک است", "پاکبانان")
    assert (metro().messages_found, metro().messages_of) == (1, 1)
    with pytest.raises(InvalidValueError):
        add_message(person, "metro", "بد", "(")


def test_an_outcome_wants_its_evidence(releases: list[Article]) -> None:
    person = actor(staff("analyst"))
    with pytest.raises(InvalidValueError):
        write_outcome(person, "metro", PERIOD, "صف‌ها کوتاه شد", "")
    row = write_outcome(person, "metro", PERIOD, "صف‌ها کوتاه شد", "شمارش ورودی‌ها")
    assert row is not None
    assert row.version == 1
