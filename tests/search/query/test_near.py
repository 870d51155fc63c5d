"""Nearness on both engines and in the matcher: several clauses at once, of words that stand everywhere."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.search.engines.interface import Engine
from rasad.search.match import analyse, matches
from rasad.search.match.evaluate import is_near
from rasad.search.query.parser import parse
from rasad.search.requests import Filters, SearchRequest
from rasad.search.service import Searcher
from tests.search.articles import NOW, article

WORDS = ["در", "از", "به", "که", "این", "مترو", "شهر"]
MARKED = ("near",)
QUERIES = [
    "«در از»~3 AND «به که»~5",
    "«در از»~2 «به که»~2 «این مترو»~3 «شهر در»~4",
    "«در از به»~2 «که این»~1",
    "«در از به»~2 «که این مترو»~3 شهر",
    "(«در از به»~1 یا «که این مترو»~2) -«شهر در»~3",
    "شهر NOT («در از به»~4 «به که این»~4)",
    "-«در از به»~1",
    "-(«در از به»~1 یا «که این»~1) مترو",
    "(مترو یا «در از به»~2) («که این شهر»~2 یا «به که»~1)",
    "عنوان:«در از به»~3 «که این شهر مترو»~6",
    "«در از» («به که»~1 یا شه*)",
    "رسانه:district_5 «در از به»~5",
]


@pytest.fixture(scope="module")
def filled(both: tuple[Engine, Engine]) -> tuple[tuple[Engine, Engine], list[Any]]:
    rnd = random.Random(11)
    docs = [
        article(
            number,
            title=" ".join(rnd.choices(WORDS, k=4)),
            body=" ".join(rnd.choices(WORDS, k=rnd.choice((5, 12, 25)))),
            outlet=rnd.choice(("shahrnegar", "district_5")),
            tags=MARKED,
            story=f"s{number % 60}",
        )
        for number in range(300)
    ]
    for engine in both:
        engine.put(docs)
        engine.refresh()
    return both, sorted(docs, key=lambda doc: -doc.cursor)


@given(
    st.lists(st.lists(st.integers(0, 12), max_size=4, unique=True).map(sorted), min_size=2, max_size=4),
    st.integers(1, 9),
)
def test_one_walk_finds_what_every_choice_of_places_would(places: list[list[int]], slop: int) -> None:
    every = (
        max(moved) - min(moved)
        for choice in product(*places)
        for moved in [[place - word for word, place in enumerate(choice)]]
    )
    assert is_near(places, slop) == any(reach <= slop for reach in every)


@pytest.mark.parametrize("text", QUERIES)
def test_the_three_agree(text: str, filled: tuple[tuple[Engine, Engine], list[Any]]) -> None:
    engines, docs = filled
    query = parse(text, NOW)
    expected = [doc.id for doc in docs if matches(query, analyse(doc))]
    assert 0 < len(expected) < len(docs), "a query that tells something"
    request = SearchRequest(query, Filters(tags=MARKED), size=300, facets=True, histogram="day", now=NOW)
    for engine in engines:
        found = Searcher(engine).search(request)
        assert [hit.id for hit in found.hits] == expected
        assert found.total == len(expected) == Searcher(engine).count(query, Filters(tags=MARKED))
        assert sum(count for _, count in found.histogram) == len(expected)
        ranked = Searcher(engine).search(replace(request, sort="relevance"))
        assert sorted(hit.id for hit in ranked.hits) == sorted(expected)
        rows = Searcher(engine).search(replace(request, by_story=True, size=7))
        beyond = Searcher(engine).search(
            replace(request, by_story=True, size=100, after=rows.next_after or "0")
        )
        stories = list(dict.fromkeys(doc.story for doc in docs if doc.id in expected))
        shown = [hit.story for hit in (*rows.hits, *(beyond.hits if rows.next_after else ()))]
        assert shown == stories
        narrow = Filters(tags=MARKED, outlets=("district_5",))
        within = [doc.id for doc in docs if doc.id in expected and doc.outlet == "district_5"]
        assert [hit.id for hit in Searcher(engine).search(replace(request, filters=narrow)).hits] == within


def test_relevance_tells_articles_apart_by_their_words(
    filled: tuple[tuple[Engine, Engine], list[Any]],
) -> None:
    """Nearness of two words is scored, too."""
    engines, _ = filled
    request = SearchRequest(parse("«در از»~3 AND «به که»~5", NOW), Filters(tags=MARKED), sort="relevance")
    for engine in engines:
        scores = [hit.score for hit in Searcher(engine).search(request).hits]
        assert len(set(scores)) > 3
        assert scores == sorted(scores, reverse=True)


def test_documents_are_read_only_where_the_rest_holds(
    filled: tuple[tuple[Engine, Engine], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each document read costs, and a nearness of frequent words is in most of them."""
    (tantivy, _), docs = filled
    read = 0
    real = is_near

    def counted(*given: Any, **more: Any) -> Any:
        nonlocal read
        read += 1
        return real(*given, **more)

    monkeypatch.setattr("rasad.search.engines.tantivy.near_filter.is_near", counted)
    query = parse("«در از به که»~5 «که این شهر در»~5 رسانه:district_5 -«مترو در که این»~5 عنوان:مترو", NOW)
    few = sum(matches(parse("رسانه:district_5 عنوان:مترو", NOW), analyse(doc)) for doc in docs)
    Searcher(tantivy).search(
        SearchRequest(query, Filters(tags=MARKED), facets=True, histogram="day", now=NOW)
    )
    parts = 2  # of each of these articles: title and body
    assert 0 < read <= 3 * few * parts


def test_a_new_article_is_found_by_a_query_that_was_asked_before(both: tuple[Engine, Engine]) -> None:
    request = SearchRequest(parse("«الف ب»~2 «پ ت»~2", NOW))
    for engine in both:
        assert Searcher(engine).search(request).total == 0
        engine.put([article(9_001, body="الف ب پ ت")])
        engine.refresh()
        assert Searcher(engine).search(request).total == 1
        engine.delete([article(9_001).id])
        engine.refresh()
        assert Searcher(engine).search(request).total == 0
