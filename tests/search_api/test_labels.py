"""What the desk shows can be typed: its words for kinds and tones are words of the query."""

from __future__ import annotations

import pytest

from rasad.search.query import fields
from search_api import labels


@pytest.mark.parametrize(
    ("key", "word"),
    [
        *labels.KINDS.items(),
        *labels.OUTLET_KINDS.items(),
        *labels.TONES.items(),
        *labels.IMPORTANCES.items(),
        *labels.REVIEW_STATUSES.items(),
        *labels.STATUSES.items(),
    ],
)
def test_a_word_that_the_desk_shows_is_a_word_of_the_query(key: str, word: str) -> None:
    tables = (fields.KINDS, fields.TONES, fields.IMPORTANCES, fields.STATUSES)
    known = [name for table in tables for name in table.get(key, ())]
    assert fields.keyed(word) in {fields.keyed(name) for name in known}
