"""A rule is deleted while articles come in: it goes, the log says so, and no stage fails."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from pipelines.alert_stage import AlertStage
from rasad.archive.database.transactions import write_transaction
from rasad.archive.jobs import queues
from rasad.archive.models import Article, Job, Outlet, Quarantine, Story
from rasad.desk.alerts.matching import ActiveRules, record
from rasad.desk.alerts.purge import KEEP_DELETED, purge_deleted_rules
from rasad.desk.models import AlertRule, AuditEntry, Delivery, Match, MatchArticle, Target
from tests.desk.people import staff

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
RULES = 40


@pytest.fixture
def outlet(transactional_db: None) -> Outlet:
    return Outlet.objects.create(key="alef", name="الف", kind="agency")


def article(outlet: Outlet, number: int, **values: object) -> Article:
    return Article.objects.create(
        id=f"{number:032x}",
        arrival=number,
        outlet=outlet,
        item_key=str(number),
        url=f"http://alef.example/{number}",
        title="مترو",
        body="خبر مترو",
        at=NOW,
        first_capture=NOW,
        last_capture=NOW,
        text_hash=f"{number:032x}",
        **values,
    )


class WatchedStage(AlertStage):
    """Remembers its faults: a lease that failed is divided and handled again, which would hide them."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Exception] = []

    def handle(self, leased: list[Job]) -> None:
        try:
            super().handle(leased)
        except Exception as fault:
            self.faults.append(fault)
            raise


class Ingest:
    """Articles that come in and are matched, in a thread of their own, as long as it is asked to."""

    def __init__(self, outlet: Outlet) -> None:
        self.outlet = outlet
        self.number = 0
        self.stage = WatchedStage()
        self.faults: list[Exception] = self.stage.faults
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Ingest:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._end.is_set() or Job.objects.exists():
                if not self._end.is_set():
                    with write_transaction():
                        for _ in range(10):
                            self.number += 1
                            queues.enqueue(Job.Stage.ALERTS, article(self.outlet, self.number).id)
                self.stage.run_once(50)
        except Exception as fault:
            self.faults.append(fault)
        finally:
            connection.close()


@pytest.fixture
def admin(outlet: Outlet) -> Client:
    client = Client()
    client.force_login(staff("admin"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_forty_rules_deleted_while_articles_come_in(outlet: Outlet, admin: Client) -> None:
    target = Target.objects.create(name="میز", kind="mail", address="desk@city.example")
    rules = [AlertRule.objects.create(name=f"r{n}", query="مترو", per_article=True) for n in range(RULES)]
    for rule in rules:
        rule.channels.add(target)
    statuses = []
    with Ingest(outlet) as ingest:
        while not Match.objects.exists():
            assert not ingest.faults
        for rule in rules:
            statuses.append(admin.post(f"/alerts/{rule.pk}/delete").status_code)
    assert statuses == [302] * RULES
    assert ingest.faults == []
    assert not Quarantine.objects.exists()
    assert not Job.objects.filter(attempts__gt=0).exists()
    assert not AlertRule.objects.filter(deleted_at=None).exists()
    logged = AuditEntry.objects.filter(action="rule.delete").values_list("subject", flat=True)
    assert sorted(logged) == sorted(f"rule:{rule.pk}" for rule in rules)
    assert admin.get("/alerts").context["rows"] == []
    assert admin.get("/matches").context["fresh"] == 0


def test_a_deleted_rule_catches_nothing_though_a_stage_still_knows_it(outlet: Outlet) -> None:
    rule = AlertRule.objects.create(name="r", query="مترو")
    known = ActiveRules()
    known.refresh()
    AlertRule.objects.filter(pk=rule.pk).update(active=False, deleted_at=timezone.now())
    with write_transaction():
        assert record(article(outlet, 1), known.rules.values()) == 0
    rule.delete()  # by hand, in the shell
    with write_transaction():
        assert record(article(outlet, 2), known.rules.values()) == 0
    assert not Match.objects.exists()


def test_a_story_that_went_after_the_article_was_read_fails_no_stage(outlet: Outlet) -> None:
    rule = AlertRule.objects.create(name="r", query="مترو")
    story = Story.objects.create(id="5" * 32, title="مترو", first_at=NOW, last_at=NOW)
    read = article(outlet, 1, story=story)
    Article.objects.filter(pk=read.pk).update(story=None)
    story.delete()
    with write_transaction():
        assert record(read, [rule]) == 1
    match = Match.objects.get()
    assert (match.key, match.story_id) == (f"a:{read.pk}", None)


def test_an_article_that_went_after_it_was_read_fails_no_stage(outlet: Outlet) -> None:
    rule = AlertRule.objects.create(name="r", query="مترو")
    read = article(outlet, 1)
    Article.objects.filter(pk=read.pk).delete()
    with write_transaction():
        assert record(read, [rule]) == 0


def test_the_rows_of_a_deleted_rule_go_later_and_what_was_sent_stays_known(outlet: Outlet) -> None:
    target = Target.objects.create(name="میز", kind="mail", address="desk@city.example")
    rules = [AlertRule.objects.create(name=name, query="مترو") for name in ("old", "fresh", "kept")]
    for rule in rules:
        rule.channels.add(target)
    with write_transaction():
        record(article(outlet, 1), rules)
    old, fresh, kept = rules
    now = timezone.now()
    for rule, at in ((old, now - KEEP_DELETED - timedelta(minutes=1)), (fresh, now)):
        AlertRule.objects.filter(pk=rule.pk).update(active=False, deleted_at=at)
    assert purge_deleted_rules(now) == 1
    assert set(AlertRule.objects.values_list("name", flat=True)) == {"fresh", "kept"}
    assert set(Match.objects.values_list("rule", flat=True)) == {fresh.pk, kept.pk}
    assert MatchArticle.objects.count() == 2
    assert Delivery.objects.count() == 3
