"""An article whose date our calendar does not reach, as older imports let in, breaks no page or export."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from rasad.archive.models import Article, Version
from rasad.desk.models import AlertRule, Match
from tests.search_api.records import SampleRecords

type Make = Callable[[str], Client]
YEAR_ONE, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize("moment", [YEAR_ONE, LAST])
def test_every_page_that_shows_it_opens(records: SampleRecords, client_of: Make, moment: datetime) -> None:
    article, mate = records.articles[0], records.articles[1]
    Article.objects.filter(pk=article.pk).update(
        published=moment, at=moment, modified=moment, first_capture=moment, last_capture=moment
    )
    Version.objects.filter(article=article).update(at=moment)
    rule = AlertRule.objects.create(name="مترو", query="مترو", shared=True)
    Match.objects.create(rule=rule, key="a", article=article, first_at=moment, last_at=moment)
    client = client_of("admin")
    story = f"/s/{records.story.pk}"
    for address in (
        "/?sort=oldest&rows=article",
        f"/a/{article.pk}",
        f"/a/{mate.pk}",
        story,
        "/matches",
        "/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
    for address in (f"/outlets/{article.outlet_id}", f"/api/v1/articles/{article.pk}"):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("moment", [YEAR_ONE, LAST])
def test_every_export_holds_it(records: SampleRecords, client_of: Make, moment: datetime) -> None:
    Article.objects.filter(pk=records.articles[0].pk).update(
        published=moment, at=moment, modified=moment, last_capture=moment
    )
    client = client_of("analyst")
    for form in ("csv", "xlsx", "jsonl", "rss", "atom"):
        answer = client.get(f"/export/{form}")
        data = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert "ناقص".encode() not in data
        if form == "csv":
            rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
            assert len(rows) == int(answer["X-Rasad-Total"])
            assert any("میلادی" in row["published_jalali"] for row in rows)
