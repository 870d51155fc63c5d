"""The rule index finds the rules that match, and no others, however they are filed, replaced or removed."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import rules
from archive.search.match import analyse, matches
from archive.search.query import Query, QueryError, parse
from archive.search.rules import RuleIndex
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
    index = RuleIndex()
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
        index._refile()


@pytest.mark.parametrize("limit", [(2, 5, 9), (10_000,)])
def test_rules_stay_found_while_it_learns_and_while_they_change(
    limit: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "REFILE", limit)
    rnd = random.Random(5)
    words = ["مترو", "شهردار", "تهران", "کتاب‌ها", "خط", "هوا", "پل", "بودجه"]
    index, known = RuleIndex(), {}
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
