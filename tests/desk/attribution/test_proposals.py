"""Corrections that agree become a proposal, with what it would have changed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from rasad.archive.articles.city_rules import rules
from rasad.archive.models import Article, Attribution, Correction, Outlet, Unit
from rasad.desk.attribution.proposals import proposals
from rasad.desk.attribution.weak import weak_attributions

pytestmark = pytest.mark.django_db


def article(number: int, title: str, unit: Unit) -> Article:
    now = timezone.now()
    outlet, _ = Outlet.objects.get_or_create(
        key="alef", defaults={"name": "الف", "kind": "agency", "home": "http://alef.example/"}
    )
    made = Article.objects.create(
        id=f"{number:032x}", arrival=number, outlet=outlet, item_key=str(number), url=f"http://alef.example/{number}",
        at=now, first_capture=now, last_capture=now, title=title, text_hash="x",
    )  # fmt: skip
    Attribution.objects.create(
        article=made, unit=unit, score=0.6 if number == 3 else 0.9, rule="سازمان پارک‌ها"
    )
    return made


def test_a_word_beside_the_name_in_several_corrections_is_proposed() -> None:
    unit = Unit.objects.create(key="parks", name="سازمان پارک‌ها", kind="organisation")
    rules.forget()
    ends = ["لندن باز شد", "لندن بسته شد", "لندن ماند", "آمد"]
    made = [article(number, f"سازمان پارک‌ها {end}", unit) for number, end in enumerate(ends, 1)]
    for one in made[:2]:
        Correction.objects.create(article=one, field="unit-", value="parks", by="negar")
    [proposal] = [one for one in proposals() if one.phrase == "لندن"]
    assert (proposal.kind, proposal.key, proposal.role, proposal.corrections) == (
        "unit",
        "parks",
        "beside",
        2,
    )
    assert set(proposal.changed) == {one.pk for one in made[:3]}
    assert [one.article_id for one in weak_attributions()] == [made[2].pk]
