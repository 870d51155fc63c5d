"""Signing in: guesses wait, the owner does not; behind a proxy the client's own address counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from rasad.desk.models import AuditEntry
from search_api.accounts.client_address import client_address
from search_api.accounts.known_devices import COOKIE
from settings.env import env

type Make = Callable[..., User]
RIGHT, WRONG = "correct horse", "wrong"
STRANGER = "203.0.113.9"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 23, 6, tzinfo=UTC), tick=False) as found:
        yield found


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RASAD_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8, ::1")
    env.cache_clear()
    yield
    monkeypatch.undo()
    env.cache_clear()


def login(client: Client, name: str, password: str, address: str = "127.0.0.1", **headers: str) -> int:
    data = {"username": name, "password": password}
    return client.post("/login", data, headers=headers or None, REMOTE_ADDR=address).status_code


def test_a_stranger_at_the_login_keeps_the_owner_out_of_nothing(
    person: Make, clock: time_machine.Traveller
) -> None:
    owner = person("viewer", "sara")
    here = Client()
    assert login(here, "sara", RIGHT, "198.51.100.7") == 302
    here.post("/logout")
    statuses = [login(Client(), "sara", WRONG, STRANGER) for _ in range(20)]
    assert statuses[:3] == [200, 200, 200]
    assert set(statuses[3:]) == {429}
    assert login(here, "sara", RIGHT, STRANGER) == 302, "a known device, even beside the stranger"
    assert login(Client(), "sara", RIGHT, "198.51.100.8") == 302, "a new device elsewhere"
    assert login(Client(), "sara", RIGHT, STRANGER) == 429
    assert owner.is_active


def test_who_waits_as_long_as_is_said_is_let_in(person: Make, clock: time_machine.Traveller) -> None:
    person("viewer", "sara")
    for _ in range(5):
        login(Client(), "sara", WRONG, STRANGER)
    answer = Client().post("/login", {"username": "sara", "password": RIGHT}, REMOTE_ADDR=STRANGER)
    assert answer.status_code == 429
    assert "ثانیه" in answer.text
    clock.shift(timedelta(seconds=int(answer["Retry-After"])))
    assert login(Client(), "sara", RIGHT, STRANGER) == 302


def test_a_cookie_that_was_made_up_or_is_of_another_account_is_no_known_device(
    person: Make, clock: time_machine.Traveller
) -> None:
    person("viewer", "sara")
    person("viewer", "reza")
    device = Client()
    assert login(device, "reza", RIGHT) == 302
    device.post("/logout")
    for _ in range(3):
        login(Client(), "sara", WRONG, STRANGER)
    assert login(device, "sara", RIGHT, STRANGER) == 429
    forged = Client()
    forged.cookies[COOKIE] = device.cookies[COOKIE].value + "x"
    assert login(forged, "sara", RIGHT, STRANGER) == 429


def test_a_new_password_makes_other_devices_unknown(person: Make, clock: time_machine.Traveller) -> None:
    owner = person("viewer", "sara")
    device = Client()
    login(device, "sara", RIGHT)
    device.post("/logout")
    owner.set_password("battery staple 9")
    owner.save()
    for _ in range(3):
        login(Client(), "sara", WRONG, STRANGER)
    assert login(device, "sara", "battery staple 9", STRANGER) == 429


def test_a_refused_attempt_is_not_noted_as_a_wrong_password(
    person: Make, clock: time_machine.Traveller
) -> None:
    person("viewer", "sara")
    for _ in range(30):
        login(Client(), "sara", WRONG, STRANGER)
    assert AuditEntry.objects.filter(action="login.failed", address=STRANGER).count() == 3
    assert AuditEntry.objects.filter(action="login.throttled", address=STRANGER).count() == 1


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("198.51.100.7", "203.0.113.1", "198.51.100.7"),  # no proxy of ours: its header says nothing
        ("127.0.0.1", "203.0.113.1", "203.0.113.1"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.1", "203.0.113.1"),  # what the client wrote itself
        ("127.0.0.1", "203.0.113.1, 10.0.0.5", "203.0.113.1"),  # two proxies of ours
        ("127.0.0.1", "1.2.3.4, 203.0.113.1, 10.0.0.5, 10.0.0.6", "203.0.113.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.1:4711", "203.0.113.1"),
        ("127.0.0.1", '"[2001:db8::1]:4711"', "2001:db8::1"),
        ("::1", "::ffff:203.0.113.1", "203.0.113.1"),
        ("::ffff:127.0.0.1", "203.0.113.1", "203.0.113.1"),
        ("127.0.0.1", "10.0.0.9", "10.0.0.9"),  # a person at a proxy
    ],
)
def test_the_client_is_the_rightmost_hop_that_is_no_proxy_of_ours(
    proxies: None, peer: str, forwarded: str, client: str
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == client


def test_without_trusted_proxies_no_header_is_believed() -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.1"})
    assert client_address(request) == "127.0.0.1"


def test_behind_the_proxy_each_client_is_counted_and_noted_by_itself(
    person: Make, proxies: None, clock: time_machine.Traveller
) -> None:
    person("viewer", "sara")
    for _ in range(10):
        login(Client(), "sara", WRONG, **{"X-Forwarded-For": STRANGER})
    assert login(Client(), "sara", RIGHT, **{"X-Forwarded-For": "198.51.100.7"}) == 302
    assert login(Client(), "sara", RIGHT, **{"X-Forwarded-For": f"198.51.100.7, {STRANGER}"}) == 429
    assert AuditEntry.objects.get(action="login").address == "198.51.100.7"
    assert AuditEntry.objects.filter(action="login.failed").first().address == STRANGER  # type: ignore[union-attr]
