"""schemathesis over the whole description: no crash, and every answer as described."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from rasad.desk.accounts import tokens
from search_api.accounts import limits
from search_api.wsgi import application
from tests.desk.people import token_of
from tests.search_api.records import SampleRecords

# A query that has the right shape can still be no query: the grammar is more than JSON Schema can say.
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "403", "404", "413"]}}}
)
schemathesis.serializer.alias("application/x-ndjson", "text/plain")
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=CONFIG)


@pytest.fixture(autouse=True)
def _one_transaction() -> Iterator[None]:
    """A WSGI call ends with a signal that closes connections; this test's transaction must outlive it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def header(person: Callable[[str], User], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A token that may do everything, without limits."""
    for limit in (limits.READS, limits.WRITES, limits.EXPORTS):
        monkeypatch.setattr(limit, "num_requests", 1_000_000)
    _, secret = token_of(person("admin"), list(tokens.SCOPES))
    return {"Authorization": f"Bearer {secret}"}


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(
    case: schemathesis.Case, records: SampleRecords, header: dict[str, str]
) -> None:
    case.call_and_validate(headers=header)
