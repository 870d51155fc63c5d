"""A person corrects an article on its page: everybody who must see it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from pipelines.alert_stage import AlertStage
from rasad.desk.models import AlertRule, AuditEntry, Match
from tests.search_api.records import SampleRecords

type Make = Callable[[str], Client]


@pytest.mark.parametrize(
    ("label", "limit"),
    [("unit:metro", {"query": "تهران", "units": ["metro"]}), ("topic:traffic", {"query": "topic:traffic"})],
)
def test_a_unit_or_topic_added_by_hand_wakes_a_rule_limited_to_it(
    records: SampleRecords, client_of: Make, label: str, limit: dict[str, object]
) -> None:
    rule = AlertRule.objects.create(name="محدود", **limit)
    article = records.articles[1]
    client_of("analyst").post(f"/a/{article.id}/correct", {"label": label})
    AlertStage().run_once(50)
    assert list(Match.objects.values_list("rule", "article")) == [(rule.pk, article.id)]


def test_a_label_that_is_none_is_refused_and_nothing_written(records: SampleRecords, client_of: Make) -> None:
    article = records.articles[1]
    for label in ("unit:nobody", "colour:red", "unit:", "", "unit:metro\x00"):
        answer = client_of("analyst").post(f"/a/{article.id}/correct", {"label": label}, follow=True)
        assert "واحد یا موضوع را از فهرست برگزینید" in answer.text
    assert not AuditEntry.objects.filter(action="article.correct").exists()
    assert not article.corrections.exists()
