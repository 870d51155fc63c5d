"""Sample records, their index, and people of every role."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from search_api.accounts import limits
from search_api.search import search_request
from settings.env import env
from tests.desk.people import token_of
from tests.search_api import records as made
from tests.search_api.served_desk import ServedDesk, serve_desk

NOW = datetime.now(UTC)
BUILT_INDEX: dict[str, Path] = {}


@pytest.fixture
def records(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[made.SampleRecords]:
    """The records in this test's database; the index is built once, as the texts are always the same."""
    found = made.create_records(env().data, NOW)
    if "folder" not in BUILT_INDEX:
        BUILT_INDEX["folder"] = tmp_path_factory.mktemp("index")
        made.build_index(BUILT_INDEX["folder"])
    os.environ["INDEX_URL"] = f"tantivy:{BUILT_INDEX['folder']}"
    env.cache_clear()
    search_request.searcher.cache_clear()
    yield found
    search_request.searcher.cache_clear()


@pytest.fixture(autouse=True)
def _no_requests_counted() -> None:
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
def served_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    """A served desk, shared: tests on it add, and count nothing that others add."""
    with serve_desk(tmp_path_factory.mktemp("desk")) as found:
        yield found


class MissingVariable(str):
    """Django shows nothing where a template names what is not there; here it is an error."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s" or (isinstance(part, str) and str.__contains__(self, part))

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"a template names {name!r}, which is not there")


@pytest.fixture(autouse=True)
def _missing_names_in_templates_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.template import engines

    for engine in engines.all():
        monkeypatch.setattr(engine.engine, "string_if_invalid", MissingVariable("%s"))  # type: ignore[attr-defined]


@pytest.fixture
def api(person: Callable[[str], User]) -> Callable[..., Client]:
    """A program with a token of a role."""

    def make(role: str = "editor", scopes: tuple[str, ...] = ("read", "export", "write", "import")) -> Client:
        _, secret = token_of(person(role), list(scopes))
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make
