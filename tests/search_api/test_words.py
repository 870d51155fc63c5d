"""What the desk shows can be typed: its words for kinds and tones are words of the query."""

from __future__ import annotations

import pytest

from archive.search import names
from search_api import words


@pytest.mark.parametrize(
    ("key", "word"), [*words.KINDS.items(), *words.OUTLET_KINDS.items(), *words.TONES.items()]
)
def test_a_word_that_the_desk_shows_is_a_word_of_the_query(key: str, word: str) -> None:
    known = (*names.KINDS.get(key, ()), *names.TONES.get(key, ()))
    assert names.keyed(word) in {names.keyed(name) for name in known}
