"""The fixtures over the real servers; `tests/conftest.py` makes them everybody's.

A server that is not there: in CI (`CI=true`) the test fails; elsewhere it is reported as not run,
with the remedy, in a section of its own at the end, and never counts as passed.
"""

from __future__ import annotations

import os
from asyncio import _get_running_loop, _set_running_loop
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from tests.services import MissingPackageError, broker, chromium, postgres
from tests.services.elasticsearch import Cluster, Elasticsearch
from tests.services.small_disk import SmallDisk
from tests.services.smtp import Mailbox

NOT_RUN = "not run: "


def in_ci() -> bool:
    """Whether a missing server is a failure."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def not_there(name: str, error: MissingPackageError) -> None:
    """End the test: failed in CI, otherwise reported as not run."""
    if in_ci():
        pytest.fail(f"{name} is not there: {error}", pytrace=False)
    pytest.skip(f"{NOT_RUN}{name}: {error}")


@pytest.fixture(scope="session")
def service(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """The address of a shared server by name, started when first asked for."""

    def address(name: str) -> str:
        own = request.config.stash.get(BROKER, None)
        try:
            return own.address(name) if own else broker.ask(name)
        except MissingPackageError as error:
            not_there(name, error)
            raise

    return address


BROKER = pytest.StashKey[broker.Broker]()


@pytest.fixture(scope="session")
def elasticsearch_url(service: Callable[[str], str]) -> str:
    """A real Elasticsearch, shared by all workers: name your indexes so that nobody else has them."""
    return service("elasticsearch")


@pytest.fixture
def own_elasticsearch() -> Iterator[Elasticsearch]:
    """A started node of one's own, to stop and start (`.url`, `.stop()`, `.start()`); ~12 s."""
    yield from _started(Elasticsearch)


@pytest.fixture(scope="module")
def module_elasticsearch() -> Iterator[Elasticsearch]:
    """A started node for the tests of one module, each of which leaves it well."""
    yield from _started(Elasticsearch)


@pytest.fixture(scope="module")
def elasticsearch_cluster() -> Iterator[Cluster]:
    """Three started nodes for the tests of one module (`.url`, `.nodes`); ~30 s."""
    yield from _started(Cluster)


def _started[T: (Elasticsearch, Cluster)](kind: Callable[[], T]) -> Iterator[T]:
    made = None
    try:
        made = kind()
        made.start()
    except MissingPackageError as error:
        if made:
            made.remove()
        not_there("elasticsearch", error)
        raise
    yield made
    made.remove()


@pytest.fixture(scope="session")
def postgres_server(service: Callable[[str], str]) -> str:
    """The maintenance database of a real PostgreSQL, shared by all workers."""
    return service("postgres")


@pytest.fixture(scope="module")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database for this test module, as `DATABASE_URL` wants it."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def chromium_path(service: Callable[[str], str]) -> Path:
    """Debian's Chromium, with Persian fonts on the machine."""
    return Path(service("chromium"))


@pytest.fixture(scope="session")
def chromium_arguments() -> list[str]:
    """The command-line switches for Chromium in tests."""
    return chromium.arguments()


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """pytest-playwright's own; finds its event loop again when it ends (see `without_playwright_loop`)."""
    loop = _get_running_loop()
    yield playwright
    _set_running_loop(loop)


@contextmanager
def without_playwright_loop(item: pytest.Item) -> Iterator[None]:
    """Playwright leaves its event loop marked as running in this thread for the rest of the session, and
    Django refuses the ORM in a thread with a running loop: take the mark away for tests without a browser."""
    loop = _get_running_loop()
    if loop is None or "playwright" in getattr(item, "fixturenames", ()):
        yield
        return
    _set_running_loop(None)
    try:
        yield
    finally:
        _set_running_loop(None if loop.is_closed() else loop)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium_path: Path, chromium_arguments: list[str]
) -> dict[str, Any]:
    """pytest-playwright with our Chromium instead of its download."""
    return {**browser_type_launch_args, "executable_path": str(chromium_path), "args": chromium_arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A reader in Tehran."""
    return {**browser_context_args, "locale": "fa-IR", "timezone_id": "Asia/Tehran"}


@pytest.fixture
def smtp_server() -> Iterator[Mailbox]:
    """A real SMTP server: `.url`, `.messages`, `.wait(n)`, `.refuse = "451 …"`, `.stop()`/`.start()`."""
    mailbox = Mailbox()
    mailbox.start()
    yield mailbox
    mailbox.stop()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk to fill and free (`.folder`, `.fill()`, `.free()`)."""
    disk = SmallDisk(tmp_path / "disk")
    yield disk
    disk.remove()


@pytest.fixture(scope="session")
def proof_full() -> bool:
    """Whether long proofs run in full (`make proof`) or reduced (`make test`)."""
    return os.environ.get("RASAD_PROOF") == "full"
