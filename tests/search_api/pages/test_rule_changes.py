"""Two people at one rule: the second is told, in the pages and by the API."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from rasad.desk.models import AlertRule, AuditEntry, Match, Target
from tests.search_api.problem_documents import problem
from tests.search_api.records import SampleRecords

type Make = Callable[[str], Client]
JSON = "application/json"
CHANGE = {"name": "تازه", "query": "اتوبوس", "version": "1", "shared": "on"}


@pytest.fixture
def rule(records: SampleRecords, person: Callable[..., User]) -> AlertRule:
    return AlertRule.objects.create(name="مترو", query="مترو", owner=person("analyst"), shared=True)


def test_a_stale_form_does_not_undo_what_another_wrote(rule: AlertRule, client_of: Make) -> None:
    first, second = client_of("editor"), client_of("admin")
    assert 'name="version" value="1"' in first.get(f"/alerts/{rule.pk}").text
    assert second.post(f"/alerts/{rule.pk}", CHANGE).status_code == 302
    stale = first.post(f"/alerts/{rule.pk}", CHANGE | {"query": "قطار"})
    assert stale.status_code == 409
    assert "«اتوبوس»" in stale.text
    assert "قطار" in stale.text, "what was typed is not lost"
    rule.refresh_from_db()
    assert (rule.name, rule.query, rule.version) == ("تازه", "اتوبوس", 2)
    assert 'name="version" value="2"' in stale.text
    knowingly = first.post(f"/alerts/{rule.pk}", CHANGE | {"query": "قطار", "version": "2"})
    assert knowingly.status_code == 302
    assert AuditEntry.objects.filter(action="rule.edit").count() == 2


def test_a_rule_that_was_changed_meanwhile_is_not_deleted_unseen(rule: AlertRule, client_of: Make) -> None:
    client_of("admin").post(f"/alerts/{rule.pk}", CHANGE)
    answer = client_of("editor").post(f"/alerts/{rule.pk}/delete", {"version": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/alerts/{rule.pk}"
    assert "پس از بازشدن صفحه عوض شده" in answer.text
    assert not AuditEntry.objects.filter(action="rule.delete").exists()


def test_a_rule_that_was_deleted_meanwhile_does_not_come_back(rule: AlertRule, client_of: Make) -> None:
    client_of("admin").post(f"/alerts/{rule.pk}/delete")
    for address in (f"/alerts/{rule.pk}", f"/alerts/{rule.pk}/delete"):
        assert client_of("editor").post(address, {"name": "x", "query": "y"}).status_code == 404
    assert not AlertRule.objects.filter(deleted_at=None).exists()


def test_the_api_changes_only_what_was_read(rule: AlertRule, api: Callable[..., Client]) -> None:
    client, address = api("admin"), f"/api/v1/alert-rules/{rule.pk}"
    body = json.dumps({"name": "n", "query": "مترو"})
    tag = client.get(address)["ETag"]
    changed = client.put(address, body, content_type=JSON, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag
    assert changed.json()["version"] == 2
    for late in (
        client.put(address, body, content_type=JSON, headers={"If-Match": tag}),
        client.delete(address, headers={"If-Match": f'"other", {tag}'}),
    ):
        assert problem(late, 412)["code"] == "changed_meanwhile"
    assert client.put(address, body, content_type=JSON, headers={"If-Match": "*"}).status_code == 200
    assert client.delete(address, headers={"If-Match": f'"rule-{rule.pk}-3"'}).status_code == 204
    assert client.get(address).status_code == 404


def test_pages_and_api_keep_the_private_targets_of_others(
    rule: AlertRule, person: Callable[..., User], api: Callable[..., Client], client_of: Make
) -> None:
    private = Target.objects.create(name="p", kind="mail", address="p@city.example", owner=person("editor"))
    rule.channels.add(private)
    body = json.dumps({"name": "n", "query": "مترو"})
    api("admin").put(f"/api/v1/alert-rules/{rule.pk}", body, content_type=JSON)
    client_of("admin").post(f"/alerts/{rule.pk}", {"name": "n", "query": "مترو"})
    assert list(rule.channels.all()) == [private]


def test_who_only_reads_marks_nothing_as_seen_for_everybody(
    rule: AlertRule, records: SampleRecords, client_of: Make
) -> None:
    at = records.articles[0].at
    match = Match.objects.create(
        rule=rule, key="a:x", article=records.articles[0], first_at=at, last_at=at, outlets=["payam"]
    )
    viewer = client_of("viewer")
    assert "دیده شد" not in viewer.get("/matches").text
    for data in ({"all": "1"}, {"match": str(match.pk)}):
        assert viewer.post("/matches/seen", data).status_code == 403
    assert Match.objects.filter(seen_at=None).count() == 1
    assert client_of("analyst").post("/matches/seen", {"all": "1"}).status_code == 302
    assert not Match.objects.filter(seen_at=None).exists()
    assert AuditEntry.objects.get(action="match.seen").detail["matches"] == 1
