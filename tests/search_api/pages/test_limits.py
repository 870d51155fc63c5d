"""Exports and searches of pages have the API's limits, with a page that says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from search_api.accounts.limits import EXPORTS, READS, Limit
from tests.desk.people import token_of
from tests.search_api.records import SampleRecords

KEY = "0" * 32


@pytest.mark.parametrize(
    ("limit", "address"),
    [
        (EXPORTS, "/export/csv"),
        (EXPORTS, "/export/rss"),
        (READS, "/"),
        (READS, "/related?q=مترو"),
        (READS, "/alerts/check?query=مترو"),
        (READS, "/alerts/new"),
        (READS, f"/a/{KEY}"),
    ],
)
def test_who_asks_too_often_is_told_in_persian_when_to_come_back(
    limit: Limit,
    address: str,
    records: SampleRecords,
    client_of: Callable[[str], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limit, "num_requests", 3)
    client = client_of("admin")
    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 200]
    refused = client.get(address)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["RateLimit-Remaining"] == "0"
    assert "بیش از اندازه درخواست" in refused.text
    assert client.get("/help/query").status_code == 200, "what costs nothing stays open"


def test_pages_and_programs_of_one_person_are_counted_together(
    records: SampleRecords, person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EXPORTS, "num_requests", 2)
    user = person("admin")
    page = Client()
    page.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    program = Client(headers={"Authorization": f"Bearer {token_of(user, ['export'])[1]}"})
    assert page.get("/export/csv").status_code == 200
    assert program.get("/api/v1/export").status_code == 200
    assert page.get("/export/csv").status_code == 429
    assert program.get("/api/v1/export").status_code == 429


def test_one_person_does_not_use_up_what_another_may_ask(
    records: SampleRecords, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(READS, "num_requests", 1)
    first, second = client_of("viewer"), client_of("viewer")
    assert [first.get("/").status_code for _ in range(2)] == [200, 429]
    assert second.get("/").status_code == 200
