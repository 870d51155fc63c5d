"""A kind has one vocabulary: what YAML may say, what records hold and what people read agree."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from django.apps import apps
from django.db import models

from crawler.items import CAPTURE_KINDS
from rasad.archive.models import PARSED_PAGES, Article, Feed, Outlet, PageKind, Unit
from rasad.outlets.city import UnitEntry
from rasad.outlets.definitions import FeedKind, OutletKind
from rasad.search.query.fields import KINDS

PERSIAN = re.compile(r"[\u0600-\u06ff]")
CHOICES = [
    field
    for label in ("archive", "desk")
    for model in apps.get_app_config(label).get_models()
    for field in model._meta.get_fields()
    if isinstance(field, models.CharField) and field.choices
]


def test_definitions_may_say_what_records_hold() -> None:
    assert set(get_args(OutletKind)) == set(Outlet.Kind.values)
    assert set(get_args(FeedKind)) == set(Feed.Kind.values)
    assert set(get_args(UnitEntry.model_fields["kind"].annotation)) == set(Unit.Kind.values)


def test_a_search_for_a_kind_knows_every_kind() -> None:
    assert set(KINDS) == {*Article.Kind.values, *Outlet.Kind.values}


def test_what_a_poll_keeps_and_a_stage_reads_are_kinds_of_pages() -> None:
    assert set(CAPTURE_KINDS) <= {*Feed.Kind.values, *PageKind.values}
    assert set(CAPTURE_KINDS.values()) <= set(PageKind.values)
    assert PageKind.FEED not in PARSED_PAGES


@pytest.mark.parametrize("field", CHOICES, ids=lambda field: f"{field.model.__name__}.{field.name}")
def test_every_choice_has_a_persian_label(field: models.CharField) -> None:
    assert [label for _, label in field.flatchoices if not PERSIAN.search(str(label))] == []
