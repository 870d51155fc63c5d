"""Pages whose rows come from the desk's records: they open when there is something to show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from archive.models import Quarantine
from desk.models import AlertRule, Delivery, Match, Target
from tests.search_api.city import City


@pytest.fixture
def desk(city: City) -> Match:
    """A shared rule of nobody's in particular, what it caught, a dead letter, a quarantined page."""
    now = datetime.now(UTC)
    rule = AlertRule.objects.create(name="مترو", query="مترو", shared=True)
    target = Target.objects.create(name="میز خبر", kind=Target.Kind.MAIL, address="a@b.example", shared=True)
    rule.channels.add(target)
    match = Match.objects.create(
        rule=rule, key=f"s:{city.story.pk}", story=city.story, article=city.articles[0], count=3,
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
        stage="parse", subject=str(city.capture.pk), reason="killed", capture=city.capture
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
    page: str, said: str, desk: Match, client_of: Callable[[str], Client]
) -> None:
    response = client_of("admin").get(page.format(rule=desk.rule_id))
    assert response.status_code == 200
    assert said in response.text


def test_a_rule_shows_how_often_it_caught(desk: Match, client_of: Callable[[str], Client]) -> None:
    text = client_of("viewer").get("/alerts").text
    assert f'href="/matches?rule={desk.rule_id}">۱</a>' in text
