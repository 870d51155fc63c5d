"""Who may do what, page by page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from rasad.archive.models import Correction, Job, Outlet, Quarantine
from rasad.desk.models import AlertRule, AuditEntry, SavedSearch, Target
from tests.search_api.records import SampleRecords

type Make = Callable[[str], Client]
ORDER = ["viewer", "analyst", "editor", "admin"]
DOORS = {
    "/export/rss": "analyst",
    "/alerts/new": "analyst",
    "/targets": "analyst",
    "/quarantine": "editor",
    "/audit": "admin",
}


@pytest.mark.parametrize(("door", "least"), DOORS.items())
@pytest.mark.parametrize("role", ["", *ORDER])
def test_doors(door: str, least: str, role: str, records: SampleRecords, client_of: Make) -> None:
    allowed = role != "" and ORDER.index(role) >= ORDER.index(least)
    response = client_of(role).get(door)
    assert response.status_code == (200 if allowed else 403)
    if not allowed:
        assert "در نقش شما نیست" in response.text


ACTS = {
    "/a/" + "0" * 32 + "/correct": ({"label": "unit:metro"}, "analyst"),
    "/alerts/new": ({"name": "مترو", "query": "مترو"}, "analyst"),
    "/outlets/payam/pause": ({"do": "pause", "reason": "آزمون"}, "editor"),
    "/quarantine/again": ({"row": "1"}, "editor"),
    "/deliveries/retry": ({"all": "1"}, "editor"),
    "/targets": ({"name": "میز", "kind": "mail", "address": "desk@example.ir"}, "editor"),
}


@pytest.mark.parametrize(("address", "act"), ACTS.items())
@pytest.mark.parametrize("role", ORDER)
def test_acts(
    address: str, act: tuple[dict[str, str], str], role: str, records: SampleRecords, client_of: Make
) -> None:
    data, least = act
    allowed = ORDER.index(role) >= ORDER.index(least)
    assert client_of(role).post(address, data).status_code == (302 if allowed else 403)


def test_a_correction_is_appended_and_seen_at_once(records: SampleRecords, client_of: Make) -> None:
    client, key = client_of("analyst"), records.articles[0].id
    client.post(f"/a/{key}/correct", {"label": "unit:metro"})
    client.post(f"/a/{key}/correct", {"label": "unit:district_22", "remove": "1"})
    assert list(Correction.objects.order_by("pk").values_list("field", "value")) == [
        ("unit+", "metro"),
        ("unit-", "district_22"),
    ]
    assert [one.unit_id for one in records.articles[0].attributions.filter(unit__isnull=False)] == ["metro"]
    records.articles[0].refresh_from_db()
    assert records.articles[0].revision == 3
    assert Job.objects.filter(stage="index", subject=key).exists()


def test_pausing_wants_a_reason(records: SampleRecords, client_of: Make) -> None:
    client = client_of("editor")
    client.post("/outlets/payam/pause", {"do": "pause", "reason": " "})
    assert not Outlet.objects.get(pk="payam").paused
    client.post("/outlets/payam/pause", {"do": "pause", "reason": "تعمیر"})
    assert Outlet.objects.get(pk="payam").pause_reason == "تعمیر"
    assert AuditEntry.objects.filter(action="outlet.pause", subject="outlet:payam").exists()
    client.post("/outlets/payam/pause", {"do": "resume"})
    assert not Outlet.objects.get(pk="payam").paused


def test_replay_puts_the_item_back(records: SampleRecords, client_of: Make) -> None:
    row = Quarantine.objects.create(
        stage="parse", subject=str(records.capture.pk), reason="x", capture=records.capture
    )
    client = client_of("editor")
    assert "نسخهٔ بایگانی" in client.get("/quarantine").text
    client.post("/quarantine/again", {"row": str(row.pk)})
    assert Job.objects.get(stage="parse").subject == str(records.capture.pk)
    assert "قرنطینه خالی است" in client.get("/quarantine").text


def test_rules_of_others_are_hidden_until_shared(
    records: SampleRecords, client_of: Make, person: Callable[[str], User]
) -> None:
    rule = AlertRule.objects.create(name="نهان", query="مترو", owner=person("analyst"))
    client = client_of("analyst")
    assert "نهان" not in client.get("/alerts").text
    assert client.get(f"/alerts/{rule.pk}").status_code == 404
    AlertRule.objects.update(shared=True)
    assert client.get(f"/alerts/{rule.pk}").status_code == 200
    assert client.post(f"/alerts/{rule.pk}", {"name": "x", "query": "y"}).status_code == 403
    assert client_of("editor").post(f"/alerts/{rule.pk}", {"name": "x", "query": "y"}).status_code == 302


def test_a_rules_forecast_warns_before_it_is_kept(records: SampleRecords, client_of: Make) -> None:
    client = client_of("analyst")
    text = client.get("/alerts/check", {"query": "تهران"}).text
    assert "بیش از اندازه می‌یابد" in text
    assert "از ۶۱ مطلب" in text
    assert "پرانتز" in client.get("/alerts/check", {"query": "(تهران"}).text
    response = client.post("/alerts/new", {"name": "بد", "query": "(تهران"})
    assert response.status_code == 400
    assert not AlertRule.objects.exists()


REFUSED = [("webhook", "http://127.0.0.1/x"), ("webhook", "https://10.0.0.1/"), ("webhook", "ftp://a.ir")]
REFUSED += [("mail", "x"), ("webhook", "json://a.ir"), ("telegram", "1"), ("webhook", "https://user@a.ir/")]


@pytest.mark.parametrize(("kind", "address"), REFUSED)
def test_targets_are_never_raw_or_inside(
    kind: str, address: str, records: SampleRecords, client_of: Make
) -> None:
    client_of("editor").post("/targets", {"name": "x", "kind": kind, "address": address})
    assert not Target.objects.exists()


def test_a_search_is_kept_and_opened(records: SampleRecords, client_of: Make) -> None:
    client = client_of("viewer")
    client.post("/saved/new", {"name": "مترو", "search": "q=مترو&outlet=payam&sort=oldest"})
    saved = SavedSearch.objects.get()
    assert (saved.query, saved.filters) == ("مترو", {"outlet": ["payam"], "sort": ["oldest"]})
    assert "outlet=payam&amp;sort=oldest" in client.get("/saved").text
    assert client_of("viewer").post(f"/saved/{saved.pk}", {"do": "delete"}).status_code == 404


def test_a_new_password_ends_other_sessions(person: Callable[[str], User]) -> None:
    user = person("viewer")
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/login", {"username": user.username, "password": "correct horse"})
    new = {
        "old_password": "correct horse",
        "new_password1": "battery staple 9",
        "new_password2": "battery staple 9",
    }
    assert here.post("/account/password", new).status_code == 302
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$")


def test_create_staff(db: None) -> None:
    call_command("create_staff", "sara", role="analyst")
    call_command("create_staff", "sara", role="editor")
    assert [group.name for group in User.objects.get(username="sara").groups.all()] == ["editor"]
    call_command("create_staff", "sara", role="editor", disable=True)
    assert not User.objects.get(username="sara").is_active
