"""A session that ends while somebody works: nothing that was typed is lost, nothing is another's to see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

PASSWORD = "correct horse"


def signed_in(user: User) -> Client:
    """A browser in which this person signed in, and whose session then ended."""
    client = Client()
    client.post("/login", {"username": user.username, "password": PASSWORD})
    assert client.get("/account").status_code == 200
    del client.cookies["sessionid"]
    return client


def sign_in(client: Client, user: User, then: str) -> str:
    """Where the login leads."""
    answered = client.post("/login", {"username": user.username, "password": PASSWORD, "next": then})
    return str(answered["Location"])


def test_what_was_typed_comes_back_after_the_login(person: Callable[..., User]) -> None:
    user = person("analyst", "negar")
    client = signed_in(user)
    typed = {"name": "گلایه\u200cها", "search": "q=مترو", "api_token": "s3cret-token"}
    answered = client.post("/saved/new", typed, headers={"Referer": "http://testserver/?q=مترو"})
    assert answered["Location"] == "/login?next=/account/resume"
    assert sign_in(client, user, "/account/resume") == "/account/resume"
    page = client.get("/account/resume").content.decode()
    assert 'action="/saved/new"' in page
    assert "گلایه\u200cها" in page
    assert "s3cret-token" not in page
    client.post("/account/resume")
    assert client.get("/account/resume").status_code == 302  # let go


def test_nobody_is_shown_what_another_typed(person: Callable[..., User]) -> None:
    first, second = person("analyst", "first"), person("analyst", "second")
    client = signed_in(first)
    client.post("/saved/new", {"name": "راز", "search": ""})
    sign_in(client, second, "/account/resume")
    assert client.get("/account/resume").status_code == 302


def test_a_stranger_leaves_nothing(db: None) -> None:
    client = Client()
    answered = client.post("/saved/new", {"name": "x"})
    assert answered["Location"] == "/login?next=/"
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("method", ["get", "post"])
def test_htmx_is_sent_to_the_login_as_a_page(person: Callable[..., User], method: str) -> None:
    client = signed_in(person("analyst"))
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/?q=1"}
    answered = getattr(client, method)("/", headers=headers)
    assert answered.status_code == 204
    assert answered["HX-Redirect"] == "/login?next=/%3Fq%3D1"
    elsewhere = client.get("/", headers=headers | {"HX-Current-URL": "http://evil.example/"})
    assert elsewhere["HX-Redirect"] == "/login?next=/"


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/account/password", "/account"),
        ("/saved/new", "/saved"),
        ("/a/0/correct", "/a/0"),
        ("/matches/seen", "/matches"),
    ],
)
def test_an_address_of_forms_opened_as_a_page_says_so_and_leads_on(
    client_of: Callable[[str], Client], path: str, near: str
) -> None:
    answered = client_of("editor").get(path)
    assert answered.status_code == 405
    assert "POST" in answered["Allow"]
    page = answered.content.decode()
    assert f'href="{near}"' in page
    assert "<h1>" in page
