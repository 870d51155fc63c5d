"""A thousand hostile queries: each is answered in time or refused with a Persian sentence; nothing else."""

from __future__ import annotations

import random
import re
import time

import pytest

from rasad.search import service
from rasad.search.deadline import remaining, until
from rasad.search.engines.interface import Engine
from rasad.search.errors import SearchTimeoutError
from rasad.search.match import analyse, highlight, matches, passages, why
from rasad.search.query.parser import Query, QueryError, parse
from rasad.search.requests import SearchRequest
from rasad.search.service import Searcher
from tests.search.articles import NOW, article
from tests.search.hostile_queries import hostile

COMMON = [
    "در",
    "به",
    "از",
    "که",
    "این",
    "و",
    "شهر",
    "خط",
    "شهردار",
    "تهران",
    "مترو",
    "الف",
    "ب",
    "ن۱",
    "ساعت",
]


def read(text: str) -> Query | QueryError:
    try:
        return parse(text, NOW)
    except QueryError as error:
        return error


def test_a_search_that_nobody_waits_for_ends() -> None:
    with until(time.monotonic() + 60):
        assert 0 < remaining(1) <= 60
    with until(time.monotonic() - 1), pytest.raises(SearchTimeoutError):
        remaining(1)
    assert remaining(1) == 1


def test_a_search_of_many_requests_takes_no_longer_than_one() -> None:
    with until(time.monotonic() + 5), until(time.monotonic() + 60):
        assert remaining(1) <= 5


def test_a_thousand_hostile_queries(shared_index: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds are of this process's work; an engine's own deadline is tested in `test_outages.py`."""
    monkeypatch.setattr(service, "TIME_LIMIT", 120)
    rnd = random.Random(3)
    docs = [
        article(n, title=" ".join(rnd.choices(COMMON, k=8)), body=" ".join(rnd.choices(COMMON, k=300)))
        for n in range(1, 301)
    ]
    shared_index.put(docs)
    shared_index.refresh()
    searcher = Searcher(shared_index)
    one = analyse(docs[0])
    answered = refused = 0
    slowest = 0.0
    for text in hostile():
        begun = time.process_time()
        query = read(text)
        if isinstance(query, QueryError):
            refused += 1
            assert re.search("[آ-ی]", query.message_fa), text
            assert 0 <= query.position <= len(text)
            if query.suggestion is not None:
                parse(query.suggestion, NOW)
            continue
        searcher.search(SearchRequest(query, sort="relevance", facets=True, histogram="day", now=NOW))
        matches(query, one)
        why(query, one)
        passages(query, one)
        highlight(query, docs[0].text.title, "title")
        answered += 1
        slowest = max(slowest, time.process_time() - begun)
    assert answered + refused == 1_000
    assert answered > 250
    assert slowest < 5.0
