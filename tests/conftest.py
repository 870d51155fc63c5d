"""What every test shares: an environment of its own, the real servers, both databases.

Django's settings are read only after this module has made the environment: a data folder a
process, none of the developer's own variables, so no test can touch real data.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

OURS = (
    "RASAD_DATA", "RASAD_OUTLETS", "RASAD_CITY", "RASAD_ALLOW_NETS", "RASAD_HOSTS", "RASAD_SECRET_KEY",
    "RASAD_DEBUG", "RASAD_LOG", "RASAD_BASE_URL", "RASAD_MAIL_FROM", "RASAD_CRAWL_WORKERS", "RASAD_PARENT",
    "RASAD_TRUSTED_PROXIES", "RASAD_AUDIT_DAYS",
    "DATABASE_URL", "INDEX_URL", "INDEX_USER", "INDEX_PASSWORD", "INDEX_API_KEY", "INDEX_CA",
    "INDEX_FINGERPRINT", "INDEX_REPLICAS", "SMTP_URL",
)  # fmt: skip


def _environment() -> Path:
    """Give this process its own data folder; `RASAD_TEST_DATABASE_URL` names another database engine."""
    for name in OURS:
        os.environ.pop(name, None)
    if "RASAD_TEST_FOLDER" not in os.environ:
        os.environ["RASAD_TEST_FOLDER"] = tempfile.mkdtemp(prefix="rasad-test-")
    base = Path(os.environ["RASAD_TEST_FOLDER"])
    data = base / os.environ.get("PYTEST_XDIST_WORKER", "main")
    data.mkdir(parents=True, exist_ok=True)
    os.environ["RASAD_DATA"] = str(data)
    if os.environ.get("RASAD_TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["RASAD_TEST_DATABASE_URL"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings.django"
    return base


MADE_HERE = "RASAD_TEST_FOLDER" not in os.environ
FOLDER = _environment()

import django  # noqa: E402 (the environment comes first)

django.setup()

from tests.services import light, migrated  # noqa: E402
from tests.services.broker import VARIABLE, Broker  # noqa: E402
from tests.services.fixtures import *  # noqa: E402,F403 (fixtures are found by name in this module)
from tests.services.fixtures import BROKER, NOT_RUN, without_playwright_loop  # noqa: E402
from tests.services.unordered import reverse_unordered  # noqa: E402

reverse_unordered()
light.use()

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("full", settings.get_profile("default"), max_examples=2_000)
settings.load_profile("full" if os.environ.get("RASAD_PROOF") == "full" else "default")


def pytest_configure(config: pytest.Config) -> None:
    """The controller (or the only process) owns the servers."""
    if not hasattr(config, "workerinput"):
        broker = Broker()
        config.stash[BROKER] = broker
        os.environ[VARIABLE] = broker.variable


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what was started, remove what was written."""
    broker = config.stash.get(BROKER, None)
    if broker:
        broker.close()
        if MADE_HERE:
            shutil.rmtree(FOLDER, ignore_errors=True)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whatever touches the database is marked `db`: `make test` runs it on PostgreSQL, too."""
    wanted = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
    if item.get_closest_marker("django_db") or wanted & set(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.db)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules with long proofs come first in any random order: no process waits for them at the end."""
    long = {item.path for item in items if item.get_closest_marker("proof")}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Each process gets its copy of a migrated database (below)."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as in life: a memory database has other locks and knows no WAL."""
    from django.db import connections

    configuration = connections["default"].settings_dict
    if connections["default"].vendor == "sqlite":
        file = Path(os.environ["RASAD_DATA"]) / "test.sqlite3"
        migrated.copy_file(file)
        configuration["TEST"]["NAME"] = str(file)
    else:
        name = configuration["TEST"]["NAME"] or f"test_{configuration['NAME']}"
        migrated.copy_database(os.environ["RASAD_TEST_DATABASE_URL"], name)
        configuration["TEST"]["NAME"] = name


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    """A test that sets variables and forgets them does not reach the next one."""
    from settings.env import env

    before = dict(os.environ)
    yield
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)
        env.cache_clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A browser test that ran before does not keep others from the database."""
    with without_playwright_loop(item):
        return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run, and what to do about it; of a failed run, how its order comes again."""
    seed = getattr(terminalreporter.config.option, "randomly_seed", None)
    if seed is not None and terminalreporter.stats.get("failed"):
        terminalreporter.write_line(f"the same order again: --randomly-seed={seed}")
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        text = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        reason = text.removeprefix("Skipped: ")
        if reason.startswith(NOT_RUN):
            reason = reason.splitlines()[0]
            reasons[reason] = reasons.get(reason, 0) + 1
    if reasons:
        terminalreporter.section("not run", sep="=", yellow=True)
        for reason, count in sorted(reasons.items()):
            terminalreporter.write_line(f"{count} tests {reason}")
