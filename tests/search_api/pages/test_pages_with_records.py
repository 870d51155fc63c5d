"""Pages whose rows come from the desk's records: they open when there is something to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from rasad.archive.models import Article, Quarantine
from rasad.desk.models import AlertRule, Delivery, Match, Target
from rasad.desk.transfer.imports import outlet_of
from rasad.persian.dates.jalali import tehran
from search_api.search import search_request
from settings.env import env
from tests.search_api import records as made
from tests.search_api.records import SampleRecords


@pytest.fixture
def match(records: SampleRecords) -> Match:
    """A shared rule of nobody's in particular, what it caught, a dead letter, a quarantined page."""
    now = datetime.now(UTC)
    rule = AlertRule.objects.create(name="مترو", query="مترو", shared=True)
    target = Target.objects.create(name="میز خبر", kind=Target.Kind.MAIL, address="a@b.example", shared=True)
    rule.channels.add(target)
    match = Match.objects.create(
        rule=rule, key=f"s:{records.story.pk}", story=records.story, article=records.articles[0], count=3,
        outlets=["shahrnegar"], first_at=now, last_at=now,
    )  # fmt: skip
    Delivery.objects.create(
        match=match,
        target=target,
        key="k1",
        state=Delivery.State.DEAD,
        attempts=40,
        last_error="550 no such box",
    )
    Quarantine.objects.create(
        stage="parse", subject=str(records.capture.pk), reason="killed", capture=records.capture
    )
    return match


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("/alerts", "?rule="),
        ("/alerts/{rule}", "مترو"),
        ("/matches", "مترو"),
        ("/matches?rule={rule}", "مترو"),
        ("/deliveries", "550 no such box"),
        ("/targets", "میز خبر"),
        ("/quarantine", "killed"),
    ],
)
def test_a_page_with_something_on_it(
    page: str, said: str, match: Match, client_of: Callable[[str], Client]
) -> None:
    response = client_of("admin").get(page.format(rule=match.rule_id))
    assert response.status_code == 200
    assert said in response.text


def test_a_rule_shows_how_often_it_caught(match: Match, client_of: Callable[[str], Client]) -> None:
    text = client_of("viewer").get("/alerts").text
    assert f'href="/matches?rule={match.rule_id}">۱</a>' in text


def test_the_chart_counts_days_though_the_archive_goes_back_ten_years(
    records: SampleRecords,
    client_of: Callable[[str], Client],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So many days are counted in weeks by the index, and a week stood as one bar at its Saturday."""
    old = records.articles[-1]
    old.at = old.published = old.at - timedelta(days=3_700)
    old.save()
    made.build_index(tmp_path)
    monkeypatch.setenv("INDEX_URL", f"tantivy:{tmp_path}")
    env.cache_clear()
    search_request.searcher.cache_clear()
    chart = client_of("viewer").get("/?rows=article").context["answer"]["chart"]
    here = Counter(tehran(article.at).date() for article in Article.objects.exclude(pk=old.pk))
    assert [bar.count for bar in chart.bars if bar.count] == [here[day] for day in sorted(here)]


@pytest.mark.parametrize("name", ["نو", "x", "روزنامهٔ نمونه", "irna.ir", "ایرنا_۱", "..", "a?b#c%d", "<b>"])
def test_an_imported_outlet_has_its_page_whatever_its_name(
    name: str, records: SampleRecords, client_of: Callable[[str], Client]
) -> None:
    """The page of all outlets ended in 500 after the first import."""
    outlet = outlet_of(name)
    client = client_of("editor")
    page = client.get("/outlets")
    assert page.status_code == 200
    link = reverse("outlet", args=[outlet.pk])
    assert link in page.text
    assert client.get(link).status_code == 200
    assert client.post(link + "/pause", {"reason": "x"}).status_code in (200, 302)
    article = records.articles[5]
    article.outlet = outlet
    article.save()
    assert client.get(f"/a/{article.pk}").status_code == 200
