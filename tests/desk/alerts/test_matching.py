"""The active rules follow the records without reading all of them again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rasad.desk.alerts import matching
from rasad.desk.alerts.matching import ActiveRules
from rasad.desk.models import AlertRule
from rasad.search.match import analyse
from rasad.search.query.parser import parse as original
from tests.search.articles import article

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def caught(rules: ActiveRules, title: str, **fields: object) -> list[str]:
    rules.refresh()
    return [rule.name for rule in rules.matching(analyse(article(1, title=title, **fields)))]


def test_new_changed_muted_and_deleted_rules_are_taken_up() -> None:
    rules = ActiveRules()
    assert caught(rules, "مترو") == []
    metro = AlertRule.objects.create(name="metro", query="مترو")
    bus = AlertRule.objects.create(name="bus", query="اتوبوس")
    assert caught(rules, "مترو و اتوبوس") == ["metro", "bus"]
    bus.query = "اتوبوس -مترو"
    bus.save()
    assert caught(rules, "مترو و اتوبوس") == ["metro"]
    metro.active = False
    metro.save()
    assert caught(rules, "مترو") == []
    bus.delete()
    assert caught(rules, "اتوبوس") == []
    broken = AlertRule.objects.create(name="broken", query="خط")
    assert caught(rules, "خط") == ["broken"]
    AlertRule.objects.filter(pk=broken.pk).update(query="(", updated_at=datetime.now(UTC))
    assert caught(rules, "خط") == []


def test_rules_are_limited_by_outlet_kind_and_unit() -> None:
    AlertRule.objects.create(name="here", query="مترو", outlets=["shahrnegar"], kinds=["news"], units=["u1"])
    rules = ActiveRules()
    assert caught(rules, "مترو", units=("u1", "u2")) == ["here"]
    assert caught(rules, "مترو", units=("u2",)) == []
    assert caught(rules, "مترو", units=("u1",), kind="post") == []
    assert caught(rules, "مترو", units=("u1",), outlet="payam") == []


def test_on_a_new_day_only_rules_with_dates_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def parse(text: str, now: datetime) -> object:
        read.append(text)
        return original(text, now)

    monkeypatch.setattr(matching, "parse", parse)
    with time_machine.travel(MONDAY, tick=False) as clock:
        AlertRule.objects.create(name="metro", query="مترو")
        AlertRule.objects.create(name="fresh", query="مترو از:دیروز")
        rules = ActiveRules()
        assert caught(rules, "مترو", at=datetime(2026, 11, 22, tzinfo=UTC)) == ["metro", "fresh"]
        read.clear()
        rules.refresh()
        assert read == []
        clock.move_to(datetime(2026, 11, 25, 9, 30, tzinfo=UTC))
        assert caught(rules, "مترو", at=datetime(2026, 11, 22, tzinfo=UTC)) == ["metro"]
        assert read == ["مترو از:دیروز"]


@pytest.mark.sqlite_only  # plans are told in each engine's own words
def test_asking_whether_rules_changed_reads_an_index_not_every_rule() -> None:
    rules = ActiveRules()
    rules.refresh()
    with CaptureQueriesContext(connection) as asked:
        rules.refresh()
    assert asked.captured_queries
    with connection.cursor() as cursor:
        for one in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {one['sql']}")
            plan = " ".join(str(row[3]) for row in cursor.fetchall())
            assert "COVERING INDEX" in plan or "SEARCH" in plan, plan
