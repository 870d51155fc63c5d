"""Sessions and tokens: one's own are listed and ended by oneself, everybody's by who manages people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from rasad.desk.accounts.sessions import sessions_of
from rasad.desk.models import ApiToken, AuditEntry
from tests.desk.people import token_of

type Make = Callable[..., User]
NEW = {
    "old_password": "correct horse",
    "new_password1": "battery staple 9",
    "new_password2": "battery staple 9",
}
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 23, 6, tzinfo=UTC), tick=False) as found:
        yield found


def browser(name: str, address: str = "127.0.0.1", password: str = "correct horse") -> Client:
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": FIREFOX})
    assert client.post("/login", {"username": name, "password": password}).status_code == 302
    return client


def lives(client: Client) -> bool:
    return client.get("/account").status_code == 200


def test_a_new_password_ends_other_sessions_and_all_tokens(person: Make) -> None:
    user = person("analyst", "sara")
    here, there = browser("sara"), browser("sara")
    _, secret = token_of(user)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/outlets").status_code == 200
    assert here.post("/account/password", NEW).status_code == 302
    assert lives(here)
    assert not lives(there)
    assert program.get("/api/v1/outlets").status_code == 401
    assert AuditEntry.objects.get(action="password.change").detail == {"sessions": 1, "tokens": 1}


def test_a_password_renewed_or_an_account_closed_on_the_console_ends_all(person: Make) -> None:
    for options in ({"new_password": True}, {"disable": True}):
        user = person("analyst")
        _, secret = token_of(user)
        client = browser(user.username)
        call_command("create_staff", user.username, role="analyst", **options)
        assert not lives(client)
        assert sessions_of(user) == []
        program = Client(headers={"Authorization": f"Bearer {secret}"})
        assert program.get("/api/v1/outlets").status_code == 401


def test_guesses_of_the_old_password_wait_longer_and_longer(
    person: Make, clock: time_machine.Traveller
) -> None:
    person("analyst", "sara")
    open_desk, own = browser("sara"), browser("sara")
    statuses = [
        open_desk.post("/account/password", NEW | {"old_password": f"guess {number}"}).status_code
        for number in range(15)
    ]
    assert statuses == [400, 400, 400] + [429] * 12
    refused = open_desk.post("/account/password", NEW)
    assert refused.status_code == 429, "the right one, too"
    assert AuditEntry.objects.filter(action="password.failed").count() == 3
    assert own.post("/account/password", NEW).status_code == 302, "the owner elsewhere does not wait"
    assert not lives(open_desk)


def test_after_the_wait_the_right_password_is_taken(person: Make, clock: time_machine.Traveller) -> None:
    person("analyst", "sara")
    client = browser("sara")
    for number in range(3):
        client.post("/account/password", NEW | {"old_password": f"guess {number}"})
    refused = client.post("/account/password", NEW)
    clock.shift(timedelta(seconds=int(refused["Retry-After"])))
    assert client.post("/account/password", NEW).status_code == 302


def test_one_sees_where_one_is_signed_in_and_ends_one_session(person: Make) -> None:
    user = person("viewer", "sara")
    here, there = browser("sara"), browser("sara", "203.0.113.9")
    text = here.get("/account").text
    assert "203.0.113.9" in text
    assert "Firefox، ویندوز" in text
    [other] = [one for one in sessions_of(user) if one.address == "203.0.113.9"]
    assert other.key not in text, "the page holds no key that opens a session"
    assert here.post(f"/account/sessions/{other.id}").status_code == 302
    assert lives(here)
    assert not lives(there)
    assert here.post(f"/account/sessions/{other.id}").status_code == 404
    assert AuditEntry.objects.get(action="session.end").actor == "sara"


def test_one_ends_all_other_sessions_and_tokens_at_once(person: Make) -> None:
    user = person("viewer", "sara")
    here, there = browser("sara"), browser("sara")
    token_of(user)
    assert here.post("/account/sessions").status_code == 302
    assert lives(here)
    assert not lives(there)
    assert not ApiToken.objects.filter(revoked_at=None).exists()


def test_sessions_and_tokens_of_others_are_nobodys_but_an_admins(person: Make) -> None:
    victim = person("viewer", "sara")
    person("editor", "reza")
    there, editor = browser("sara"), browser("reza")
    row, _ = token_of(victim)
    [session] = sessions_of(victim)
    for address in (f"/account/sessions/{session.id}", f"/account/tokens/{row.pk}"):
        assert editor.post(address).status_code == 404
    for address in ("/people", f"/people/{victim.pk}"):
        assert editor.get(address).status_code == 403
    for address in ("end", f"sessions/{session.id}", f"tokens/{row.pk}"):
        assert editor.post(f"/people/{victim.pk}/{address}").status_code == 403
    assert lives(there)


def test_an_admin_lists_and_ends_sessions_and_tokens_of_everybody(person: Make) -> None:
    victim = person("viewer", "sara")
    person("admin", "modir")
    admin, first, second = browser("modir"), browser("sara"), browser("sara")
    rows = [token_of(victim)[0] for _ in range(2)]
    assert "sara" in admin.get("/people").text
    page = admin.get(f"/people/{victim.pk}")
    assert [len(page.context[name]) for name in ("sessions", "tokens")] == [2, 2]
    assert admin.post(f"/people/{victim.pk}/tokens/{rows[0].pk}").status_code == 302
    assert admin.post(f"/people/{victim.pk}/sessions/{page.context['sessions'][0].id}").status_code == 302
    assert lives(first) + lives(second) == 1
    assert ApiToken.objects.filter(revoked_at=None).count() == 1
    assert admin.post(f"/people/{victim.pk}/end").status_code == 302
    assert not lives(first)
    assert not lives(second)
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    assert lives(admin)
    actions = AuditEntry.objects.filter(actor="modir").values_list("action", flat=True)
    assert {"token.revoke", "session.end", "access.end"} <= set(actions)
