"""What somebody imported over a crawled article is seen beside it: by whom, when, and what differs."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from rasad.archive.models import Submission
from tests.search_api.records import SampleRecords


def test_a_statement_stands_beside_the_evidence_on_the_page_and_in_json(
    records: SampleRecords, client_of: Callable[[str], Client]
) -> None:
    article = records.articles[0]
    Submission.objects.create(
        outlet=article.outlet, url=article.url, digest="d", by="سارا<b>", about=article,
        payload={"title": "تیتر <script>دروغین", "status": "removed", "kicker": article.kicker},
    )  # fmt: skip
    page = client_of("viewer").get(f"/a/{article.pk}").text
    assert "گفته‌ها دربارهٔ این مطلب" in page
    assert "سارا&lt;b&gt;" in page
    assert "تیتر &lt;script&gt;دروغین" in page
    answer = client_of("viewer").get(f"/api/v1/articles/{article.pk}").json()
    [statement] = answer["statements"]
    assert (statement["by"], statement["differs"]) == ("سارا<b>", ["title", "status"])
    assert statement["at"]
    assert answer["captured"]
    assert answer["title"] == article.title


def test_without_statements_the_page_speaks_of_none(
    records: SampleRecords, client_of: Callable[[str], Client]
) -> None:
    article = records.articles[1]
    assert "گفته‌ها دربارهٔ این مطلب" not in client_of("viewer").get(f"/a/{article.pk}").text
