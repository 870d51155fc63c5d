"""A small city, its index, and people of every role."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from search_api import search_service
from search_api.accounts import tokens
from search_api.api import limits
from settings.env import env
from tests.search_api import city as made
from tests.search_api.served import Desk, served

NOW = datetime.now(UTC)
INDEX: dict[str, Path] = {}


@pytest.fixture
def city(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[made.City]:
    """The records in this test's database; the index is built once, as the texts are always the same."""
    found = made.build(env().data, NOW)
    if "folder" not in INDEX:
        INDEX["folder"] = tmp_path_factory.mktemp("index")
        made.index(INDEX["folder"])
    os.environ["INDEX_URL"] = f"tantivy:{INDEX['folder']}"
    env.cache_clear()
    search_service.the_index.cache_clear()
    yield found
    search_service.the_index.cache_clear()


@pytest.fixture(autouse=True)
def _quiet_limits() -> None:
    limits.forget()


@pytest.fixture
def person(db: None) -> Callable[[str], User]:
    """Make an account with a role (empty: none)."""

    def make(role: str, name: str = "") -> User:
        user = User.objects.create_user(
            name or f"{role or 'nobody'}_{User.objects.count()}", password="correct horse"
        )
        if role:
            user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def client_of(person: Callable[[str], User]) -> Callable[[str], Client]:
    """A signed-in browser of a role."""

    def make(role: str) -> Client:
        client = Client()
        client.force_login(person(role), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A served desk, shared: tests on it add, and count nothing that others add."""
    with served(tmp_path_factory.mktemp("desk")) as found:
        yield found


class Loud(str):
    """Django shows nothing where a template names what is not there; here it is an error."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s" or (isinstance(part, str) and str.__contains__(self, part))

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"a template names {name!r}, which is not there")


@pytest.fixture(autouse=True)
def _loud_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.template import engines

    for engine in engines.all():
        monkeypatch.setattr(engine.engine, "string_if_invalid", Loud("%s"))  # type: ignore[attr-defined]


@pytest.fixture
def api(person: Callable[[str], User]) -> Callable[..., Client]:
    """A program with a token of a role."""

    def make(role: str = "editor", scopes: tuple[str, ...] = ("read", "export", "write", "import")) -> Client:
        _, secret = tokens.make(person(role), "test", list(scopes), 7)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make
