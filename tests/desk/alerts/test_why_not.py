"""«چرا نه؟» names what keeps a rule from an article; a rule's health names what is wrong with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rasad.archive.articles.records import whole_articles
from rasad.archive.models import Article, Outlet
from rasad.desk.alerts.matching import record
from rasad.desk.alerts.rule_health import RuleFault, rule_health
from rasad.desk.alerts.why_not import why_not
from rasad.desk.models import AlertRule, Match

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    outlet = Outlet.objects.create(key="alef", name="الف", kind="agency", home="http://alef.example/")
    now = timezone.now()
    Article.objects.create(
        id="a" * 32, arrival=1, outlet=outlet, item_key="1", url="http://alef.example/1", at=now,
        first_capture=now, last_capture=now, title="مترو تا میدان", body="خط تازه و ورزش", text_hash="x",
    )  # fmt: skip
    return whole_articles().get()


def rule(query: str, **more: object) -> AlertRule:
    made = AlertRule.objects.create(name=query, query=query, **more)
    AlertRule.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=10))
    return AlertRule.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("مترو", []),
        ("مترو اتوبوس", [("absent", "اتوبوس")]),
        ("مترو -ورزش", [("present", "ورزش")]),
        ("اتوبوس یا تاکسی", [("absent", "اتوبوس"), ("absent", "تاکسی")]),
        ("تیتر:ورزش", [("absent", "ورزش")]),
    ],
)
def test_the_clauses_that_decide_are_named(article: Article, query: str, found: list[object]) -> None:
    assert [(one.code, one.clause) for one in why_not(rule(query), article)] == found


def test_limits_state_and_what_was_caught_already_are_named(article: Article) -> None:
    off = rule("مترو", outlets=["be"], units=["metro"], active=False)
    assert [one.code for one in why_not(off, article)] == ["rule_off", "other_outlet", "other_unit"]
    caught = rule("مترو", per_article=True)
    record(article, [caught])
    assert [one.code for one in why_not(caught, article)] == ["caught"]
    young = AlertRule.objects.create(name="n", query="مترو")
    assert [one.code for one in why_not(young, article)] == ["older_than_rule"]


def test_a_rule_that_finds_nothing_too_much_or_cannot_be_read_is_named(article: Article) -> None:
    now = timezone.now()
    never, broad, broken, young = (
        rule("هیچ"),
        rule("خبر"),
        rule("خط"),
        AlertRule.objects.create(name="y", query="ن"),
    )
    AlertRule.objects.filter(pk=broken.pk).update(query="(")
    Match.objects.bulk_create(
        Match(rule=broad, key=f"a:{n}", article=article, first_at=now, last_at=now) for n in range(400)
    )
    health = rule_health(AlertRule.objects.all(), now)
    assert [health[one.pk].fault for one in (never, broad, broken, young)] == [
        RuleFault.NEVER, RuleFault.BROAD, RuleFault.UNREADABLE, None,
    ]  # fmt: skip
