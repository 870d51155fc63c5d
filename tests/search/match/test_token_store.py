"""The store of tokens: bounded, and never another answer than the analyser's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rasad.persian import analyze
from rasad.search.match.token_store import TokenStore

WORDS = st.lists(st.sampled_from(["مترو", "شهرداری‌ها", "می رود", "۱۲٫۵", "و", ""]), max_size=8).map(" ".join)


@given(st.lists(WORDS, max_size=20), st.integers(1, 60))
def test_it_answers_as_the_analyser_and_keeps_to_its_bound(texts: list[str], most: int) -> None:
    store = TokenStore(most)
    for text in texts:
        assert list(store.tokens(text)) == analyze(text)
        assert 0 <= store.characters <= most


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    store = TokenStore(most=20)
    first = store.tokens("مترو")
    for text in ("شهر", "خانه", "کوچه"):
        store.tokens(text)
        assert store.tokens("مترو") is first
    store.tokens("پارک")
    store.tokens("باغ")
    assert store.tokens("شهر") is not None
    assert store.characters <= 20


def test_a_text_as_long_as_the_store_is_not_kept() -> None:
    store = TokenStore(most=20)
    kept = store.tokens("مترو")
    store.tokens("شهرداری تهران")
    assert store.tokens("مترو") is kept
    assert store.characters == 4
