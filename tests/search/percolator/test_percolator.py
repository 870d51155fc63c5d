"""The rule index finds the rules that match, and no others, however they are filed, replaced or removed."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.search.match import analyse, matches
from rasad.search.percolator import percolator
from rasad.search.percolator.percolator import Percolator
from rasad.search.query.parser import Query, QueryError, parse
from tests.search.articles import NOW, article, articles, queries


def read(texts: list[str]) -> dict[int, Query]:
    found = {}
    for number, text in enumerate(texts):
        try:
            found[number] = parse(text, NOW)
        except QueryError:
            continue
    return found


@given(
    fields=articles(),
    texts=st.lists(queries, max_size=12),
    gone=st.sets(st.integers(0, 11)),
    new=st.dictionaries(st.integers(0, 11), queries, max_size=4),
)
def test_it_finds_what_the_definition_finds(
    fields: list[dict[str, Any]], texts: list[str], gone: set[int], new: dict[int, str]
) -> None:
    docs = [
        analyse(article(n, **{k: v for k, v in one.items() if k != "days"})) for n, one in enumerate(fields)
    ]
    known = read(texts)
    index = Percolator()
    for number, query in known.items():
        index.add(number, query)
    for number in gone:
        index.remove(number)
        known.pop(number, None)
    for number, query in read([new.get(n, "(") for n in range(12)]).items():
        index.add(number, query)
        known[number] = query
    assert len(index) == len(known)
    for _ in range(2):
        for doc in docs:
            assert index.matching(doc) == {n for n, query in known.items() if matches(query, doc)}
        index._reindex()


@pytest.mark.parametrize("limit", [(2, 5, 9), (10_000,)])
def test_rules_stay_found_while_it_learns_and_while_they_change(
    limit: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(percolator, "REINDEX_AT", limit)
    rnd = random.Random(5)
    words = ["مترو", "شهردار", "تهران", "کتاب‌ها", "خط", "هوا", "پل", "بودجه"]
    index, known = Percolator(), {}
    for step in range(3_000):
        number = rnd.randrange(60)
        text = rnd.choice(("{} {}", "«{} {}»", "{} -{}", "({} OR {}) {}", "-{}", "{}*")).format(
            *rnd.choices(words, k=3)
        )
        known[number] = parse(text, NOW)
        index.add(number, known[number])
        if step % 100 == 0:
            doc = analyse(article(step, title=" ".join(rnd.choices(words, k=4)), body="شهر"))
            assert index.matching(doc) == {n for n, query in known.items() if matches(query, doc)}


def matched(index: Percolator, **fields: Any) -> set[Any]:
    return index.matching(analyse(article(1, **fields)))


def test_a_word_asked_for_as_it_stands_is_not_its_stem() -> None:
    index = Percolator()
    for text in ("کتاب", "«کتاب»", "«کتاب‌ها»", "کتا*", "نویسنده:کتاب", "نویسنده:«کتاب»", "برچسب:کتاب"):
        index.add(text, parse(text, NOW))
    assert matched(index, title="کتاب‌ها") == {"کتاب", "«کتاب‌ها»", "کتا*"}
    assert matched(index, title="کتاب") == {"کتاب", "«کتاب»", "کتا*"}
    assert matched(index, author="کتاب‌ها") == {"نویسنده:کتاب"}
    assert matched(index, author="کتاب") == {"نویسنده:کتاب", "نویسنده:«کتاب»"}
    assert matched(index, tags=("کتاب",)) == {"برچسب:کتاب"}


def test_an_article_of_which_every_word_is_asked_for_is_still_found_by_all_rules() -> None:
    words = ["مترو", "پل", "هوا", "خط", "شهر"]
    index = Percolator()
    for count in range(1, len(words) + 1):
        index.add(count, parse(" ".join(words[:count]), NOW))
        index.add(-count, parse(f"{words[count - 1]} -باران -برف", NOW))
    everything = {sign * count for count in range(1, 6) for sign in (1, -1)}
    for _ in range(2):
        assert matched(index, title=" ".join(words)) == everything
        assert matched(index, title=" ".join([*words, "برف"])) == {1, 2, 3, 4, 5}
        assert matched(index, title=" ".join([*words, "باران"])) == {1, 2, 3, 4, 5}


def test_a_rule_of_many_words_and_choices_needs_every_one_of_them() -> None:
    words = ["مترو", "پل", "هوا", "خط", "کتاب", "بودجه"]
    index = Percolator()
    index.add("words", parse(" ".join(words), NOW))
    index.add("choices", parse("(مترو OR قطار) (پل OR تونل) (هوا OR باد) خط کتاب بودجه", NOW))
    assert matched(index, title=" ".join(words)) == {"words", "choices"}
    assert matched(index, title="قطار تونل باد خط کتاب بودجه") == {"choices"}
    for left_out in words:
        assert matched(index, title=" ".join(word for word in words if word != left_out)) == set()
