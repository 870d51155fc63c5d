"""A small archive for the tests of the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rasad.archive.models import Article
from settings.env import env
from tests.search_api.records import SampleRecords, create_records

#: A Tuesday, half past ten in Tehran.
NOON = datetime(2026, 12, 1, 7, tzinfo=UTC)


@pytest.fixture
def archive(db: None) -> SampleRecords:
    """Sixty articles of the morning before `NOON`, five minutes apart."""
    made = create_records(env().data, NOON)
    for number, article in enumerate(made.articles):
        article.at = NOON - timedelta(minutes=5 * number + 5)
    Article.objects.bulk_update(made.articles, ["at"])
    return made
