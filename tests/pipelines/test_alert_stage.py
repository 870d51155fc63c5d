"""Alert rules: caught at ingest, once a story, and sent once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from rasad.archive.jobs.queues import enqueue
from rasad.archive.models import Job
from rasad.desk.alerts.schedule import ScheduleError, check, next_open
from rasad.desk.models import AlertRule, Delivery, Match, Target
from tests.pipelines.installation import START, Installation, page, prose

TEHRAN = ZoneInfo("Asia/Tehran")
STAGES = ("parse", "story", "alerts")


@pytest.fixture
def target(db: None) -> Target:
    return Target.objects.create(name="میز", kind="mail", address="desk@city.example")


def rule(target: Target, query: str = "مترو", **values: object) -> AlertRule:
    made = AlertRule.objects.create(name=query, query=query, **values)
    made.channels.add(target)
    return made


def test_one_match_a_story_and_later_copies_raise_its_count(
    installation: Installation, target: Target
) -> None:
    rule(target, "«مترو رایگان»")
    text = "مترو رایگان شد " + prose(1)
    installation.article("alef", 1, "یک", text)
    installation.run(*STAGES)
    assert Delivery.objects.count() == 1
    installation.article("be", 1, "دو", text)
    installation.article("alef", 2, "سه", text)
    installation.run(*STAGES)
    match = Match.objects.get()
    assert (match.count, match.outlets, match.story_id) == (
        3,
        ["alef", "be"],
        installation.only("یک").story_id,
    )
    assert Delivery.objects.count() == 1
    for article in match.members.values_list("article_id", flat=True):
        enqueue(Job.Stage.ALERTS, article)
    installation.run("alerts")
    assert Match.objects.get().count == 3


def test_per_article_is_an_option(installation: Installation, target: Target) -> None:
    rule(target, "«مترو رایگان»", per_article=True)
    for outlet in ("alef", "be"):
        installation.article(outlet, 1, f"از {outlet}", "مترو رایگان شد " + prose(1))
    installation.run(*STAGES)
    assert Match.objects.count() == Delivery.objects.count() == 2


def test_an_edit_that_newly_matches_alerts_once(installation: Installation, target: Target) -> None:
    rule(target, "title:بحران")
    installation.article("alef", 1, "آرام", prose(1))
    installation.run(*STAGES)
    assert not Match.objects.exists()
    installation.article("alef", 1, "بحران در شهر", prose(1))
    installation.article("alef", 1, "بحران در شهر ما", prose(1))
    installation.run(*STAGES)
    assert Match.objects.get().count == 1
    assert Delivery.objects.count() == 1


def test_rules_are_limited_by_outlet_kind_and_unit(installation: Installation, target: Target) -> None:
    word = "title:سرخط"
    caught = rule(target, word + " یک", outlets=["alef"], kinds=["news"], units=["district_5"])
    rule(target, word, outlets=["be"])
    rule(target, word, kinds=["post"])
    rule(target, word, units=["district_9"])
    rule(target, word, active=False)
    installation.article("alef", 1, "سرخط یک", "منطقه پنج " + prose(1))
    installation.run(*STAGES)
    assert list(Match.objects.values_list("rule", flat=True)) == [caught.id]


def test_a_muted_rule_matches_and_sends_nothing(installation: Installation, target: Target) -> None:
    rule(target, "title:سرخط", muted_until=timezone.now() + timedelta(days=1))
    installation.article("alef", 1, "سرخط", prose(1))
    installation.run(*STAGES)
    assert Match.objects.count() == 1
    assert not Delivery.objects.exists()


def test_old_items_found_late_alert_unless_the_rule_says_how_old(
    installation: Installation, target: Target
) -> None:
    rule(target, "title:سرخط")
    rule(target, "title:سرخط کهنه", max_age_days=30)
    installation.capture(
        "alef", "http://alef.example/news/1/x", page("سرخط کهنه", prose(1), datetime(2020, 1, 1, tzinfo=UTC))
    )
    installation.run(*STAGES)
    assert Match.objects.count() == 2
    assert Delivery.objects.get().match == Match.objects.get(rule__max_age_days=None)


def test_a_rule_written_while_the_stage_runs_is_taken_up(installation: Installation, target: Target) -> None:
    [alerts] = installation.runners(["alerts"])
    installation.article("alef", 1, "سرخط", prose(1))
    installation.run("parse", "story")
    alerts.step()
    made = rule(target, "title:سرخط")
    enqueue(Job.Stage.ALERTS, installation.only("سرخط").id)
    alerts.step()
    assert Match.objects.count() == 1
    made.delete()
    enqueue(Job.Stage.ALERTS, installation.only("سرخط").id)
    alerts.step()
    assert not Match.objects.exists()


@pytest.mark.parametrize(
    ("schedule", "now", "opens"),
    [
        ({}, "2026-11-21T02:00", "2026-11-21T02:00"),
        ({"days": [5, 6, 0, 1, 2], "from": "08:00", "to": "16:00"}, "2026-11-21T10:00", "2026-11-21T10:00"),
        ({"days": [5, 6, 0, 1, 2], "from": "08:00", "to": "16:00"}, "2026-11-21T17:00", "2026-11-22T08:00"),
        ({"days": [5, 6, 0, 1, 2], "from": "08:00", "to": "16:00"}, "2026-11-25T17:00", "2026-11-28T08:00"),
        ({"from": "22:00", "to": "06:00"}, "2026-11-21T02:00", "2026-11-21T02:00"),
        ({"from": "22:00", "to": "06:00"}, "2026-11-21T12:00", "2026-11-21T22:00"),
        ({"days": [4]}, "2026-11-21T12:00", "2026-11-27T00:00"),
        ({"from": "08:00", "to": "24:00"}, "2026-11-21T23:59", "2026-11-21T23:59"),
    ],
)
def test_working_hours_hold_deliveries_until_they_open(
    schedule: dict[str, object], now: str, opens: str
) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=TEHRAN).astimezone(UTC)
    assert next_open(schedule, at) == datetime.fromisoformat(opens).replace(tzinfo=TEHRAN)


@pytest.mark.parametrize(
    "wrong", [{"days": [7]}, {"from": "25:00"}, {"from": "08:00", "to": "08:00"}, {"x": 1}]
)
def test_a_schedule_that_is_none_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ScheduleError):
        check(wrong)
    assert next_open(wrong, START) == START
