"""What OWASP ASVS asks of sessions, cookies and answers: `docs/security.md` names these tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from search_api.search import search_request
from settings.env import ROOT
from tests.search_api.records import SampleRecords

type Make = Callable[..., User]
RIGHT = "correct horse"


def signed_in(name: str, password: str = RIGHT) -> Client:
    client = Client()
    assert client.post("/login", {"username": name, "password": password}).status_code == 302
    return client


def test_cookies_are_kept_from_scripts_and_other_sites(person: Make) -> None:
    person("viewer", "sara")
    client = signed_in("sara")
    for name in ("sessionid", "rasad_device"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_cookies_are_secure_under_https(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    ask = f"from django.conf import settings; print(*(getattr(settings, name) for name in {names}))"
    surroundings = {
        **os.environ,
        "RASAD_BASE_URL": "https://desk.city.example",
        "RASAD_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "settings.django",
    }
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "True", "31536000"]


def test_no_other_site_may_read_answers(person: Make) -> None:
    person("viewer", "sara")
    client = signed_in("sara")
    for address in ("/account", "/api/v1/outlets"):
        answer = client.get(address, headers={"Origin": "https://out.example"})
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_every_page_says_what_a_browser_may_do(person: Make) -> None:
    person("viewer", "sara")
    for answer in (Client().get("/login"), signed_in("sara").get("/account")):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_weak_passwords_are_refused(person: Make) -> None:
    person("viewer", "sara")
    client = signed_in("sara")
    for weak in ("short", "password123", "1234567890"):
        data = {"old_password": RIGHT, "new_password1": weak, "new_password2": weak}
        assert client.post("/account/password", data).status_code == 400
    assert signed_in("sara")


def test_a_long_password_is_taken_as_it_is(person: Make) -> None:
    person("viewer", "sara")
    long = "گذرواژهٔ بلند با فاصله " * 4 + "x"
    data = {"old_password": RIGHT, "new_password1": long, "new_password2": long}
    assert len(long) > 64
    assert signed_in("sara").post("/account/password", data).status_code == 302
    assert signed_in("sara", long)


def test_signing_in_makes_a_new_session(person: Make) -> None:
    person("viewer", "sara")
    client = signed_in("sara")
    before = client.cookies["sessionid"].value
    client.post("/logout")
    client.cookies["sessionid"] = before
    client.post("/login", {"username": "sara", "password": RIGHT})
    assert client.cookies["sessionid"].value != before


def test_signing_out_ends_the_session(person: Make) -> None:
    person("viewer", "sara")
    client, copy = signed_in("sara"), Client()
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post("/logout")
    assert copy.get("/account").status_code == 302


def test_a_session_ends_after_twelve_hours(person: Make) -> None:
    person("viewer", "sara")
    with time_machine.travel(datetime(2026, 11, 23, 6, tzinfo=UTC), tick=False) as clock:
        client = signed_in("sara")
        clock.shift(timedelta(hours=11, minutes=59))
        assert client.get("/account").status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get("/account").status_code == 302


def test_pages_with_secrets_are_not_cached(person: Make) -> None:
    person("admin", "sara")
    client = signed_in("sara")
    for address in ("/account", "/people"):
        assert "no-store" in client.get(address)["Cache-Control"]
    data = {"name": "t", "days": "7", "scopes": ["read"]}
    assert "no-store" in client.post("/account/tokens", data)["Cache-Control"]


def test_an_unforeseen_error_tells_nothing_of_the_insides(
    records: SampleRecords, person: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise RuntimeError("the inside of things")

    person("viewer", "sara")
    client = signed_in("sara")
    client.raise_request_exception = False
    monkeypatch.setattr(search_request, "run", fail)
    for address in ("/search", "/api/v1/articles"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert "inside of things" not in answer.text
        assert "Traceback" not in answer.text
