"""Every page opens for who may see it, and says what it should."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.search_api.records import SampleRecords

PAGES = [
    "/",
    "/saved",
    "/alerts",
    "/matches",
    "/deliveries",
    "/outlets",
    "/health",
    "/account",
    "/help/query",
]


@pytest.mark.parametrize("page", [*PAGES, "/alerts/new", "/targets", "/quarantine", "/audit"])
def test_every_page_opens_for_an_admin(
    page: str, records: SampleRecords, client_of: Callable[[str], Client]
) -> None:
    response = client_of("admin").get(page)
    assert response.status_code == 200
    assert 'lang="fa" dir="rtl"' in response.text


@pytest.mark.parametrize("page", [*PAGES, "/a/" + "0" * 32, "/capture/1", "/capture/1/warc", "/export/rss"])
def test_a_stranger_is_led_to_the_door(page: str, db: None) -> None:
    response = Client().get(page)
    assert response.status_code == 302
    assert response["Location"].startswith("/login?next=")


def test_a_search_finds_the_plural_and_marks_it(
    records: SampleRecords, client_of: Callable[[str], Client]
) -> None:
    text = client_of("viewer").get("/", {"q": "شهرداری"}).text
    assert "<mark>شهرداری\u200cهای</mark>" in text
    assert "۳ رسانه" in text  # the story by its origin, with its span
    assert "نخست:" in text
