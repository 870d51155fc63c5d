"""The law: tantivy, Elasticsearch and the matcher agree on every article; alerts and highlights follow."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rasad.search.documents import Document
from rasad.search.engines.interface import Engine
from rasad.search.match import analyse, highlight_spans, matches, passages, why
from rasad.search.percolator.percolator import Percolator
from rasad.search.query.ast import And, Key, Near, Node, Not, Or, Phrase, Prefix, Term
from rasad.search.query.parser import Query, QueryError, parse
from rasad.search.requests import Filters, SearchRequest
from rasad.search.service import Searcher
from tests.search.articles import NOW, OUTLETS, article, articles, queries

EXAMPLES = int(os.environ.get("RASAD_LAW_EXAMPLES", "40"))
WEEK = NOW - timedelta(days=7)
_runs = count(1)


def _docs(run: int, given_fields: list[dict[str, Any]]) -> list[Document]:
    docs = []
    for number, fields in enumerate(given_fields):
        at = NOW - timedelta(days=fields["days"], minutes=number)
        rest = {name: value for name, value in fields.items() if name != "days"}
        docs.append(article(run * 1000 + number, at=at, tags=(f"run{run}",), **rest))
    return docs


def _has_words(node: Node) -> bool:
    """Whether every way to match shows a word of the text."""
    if isinstance(node, Term | Phrase | Near | Prefix):
        return True
    if isinstance(node, And):
        return any(_has_words(part) for part in node.parts)
    if isinstance(node, Or):
        return all(_has_words(part) for part in node.parts)
    return False


def paged(engine: Engine, request: SearchRequest) -> list[str]:
    """Ids of all pages, to the last hit."""
    request = replace(request, facets=False, histogram=None)
    found: list[str] = []
    while True:
        result = Searcher(engine).search(request)
        found += [hit.id for hit in result.hits]
        if result.next_after is None:
            return found
        request = replace(request, after=result.next_after)


def inside(doc: Document, filters: Filters) -> bool:
    """Whether the filters of this test let the article through."""
    return (
        (not filters.outlets or doc.outlet in filters.outlets)
        and (not filters.kinds or doc.kind in filters.kinds)
        and (filters.start is None or doc.at >= filters.start)
    )


@settings(max_examples=EXAMPLES)
@given(fields=articles(), texts=st.lists(queries, min_size=1, max_size=6))
def test_the_three_agree(both: tuple[Engine, Engine], fields: list[dict[str, Any]], texts: list[str]) -> None:
    run = next(_runs)
    docs = _docs(run, fields)
    parsed: list[Query] = []
    for text in texts:
        try:
            parsed.append(parse(text, NOW))
        except QueryError:
            continue
    assume(parsed)
    for engine in both:
        engine.put(docs)
        engine.refresh()
    analysed = {doc.id: analyse(doc) for doc in docs}
    rules = Percolator()
    for number, query in enumerate(parsed):
        rules.add(number, query)
    caught = {doc.id: rules.matching(analysed[doc.id]) for doc in docs}
    filters = Filters(tags=(f"run{run}",))
    by_time = sorted(docs, key=lambda doc: -doc.cursor)
    for number, query in enumerate(parsed):
        expected = [doc.id for doc in by_time if matches(query, analysed[doc.id])]
        request = SearchRequest(query, filters, size=50, facets=True, histogram="day", now=NOW)
        answers = [Searcher(engine).search(request) for engine in both]
        for engine, result in zip(both, answers, strict=True):
            assert [hit.id for hit in result.hits] == expected, query.text
            assert result.total == len(expected) == Searcher(engine).count(query, filters)
            oldest = Searcher(engine).search(replace(request, sort="oldest"))
            assert [hit.id for hit in oldest.hits] == expected[::-1]
            relevant = Searcher(engine).search(replace(request, sort="relevance"))
            assert sorted(hit.id for hit in relevant.hits) == sorted(expected)
        assert answers[0].facets == answers[1].facets
        assert answers[0].histogram == answers[1].histogram
        stories = [Searcher(engine).search(replace(request, by_story=True)) for engine in both]
        assert [hit.id for hit in stories[0].hits] == [hit.id for hit in stories[1].hits]
        assert stories[0].total == stories[1].total == len(stories[0].hits)
        by_size = [Searcher(engine).search(replace(request, sort="story")) for engine in both]
        assert [hit.id for hit in by_size[0].hits] == [hit.id for hit in by_size[1].hits]
        for engine in both:
            assert paged(engine, replace(request, size=2)) == expected
            assert paged(engine, replace(request, size=2, sort="oldest")) == expected[::-1]
            assert paged(engine, replace(request, size=2, by_story=True)) == [h.id for h in stories[0].hits]
        for narrow in (replace(filters, outlets=OUTLETS[:2], kinds=("news",)), replace(filters, start=WEEK)):
            here = [Searcher(engine).search(replace(request, filters=narrow)) for engine in both]
            within = [doc.id for doc in by_time if doc.id in expected and inside(doc, narrow)]
            assert [hit.id for hit in here[0].hits] == [hit.id for hit in here[1].hits] == within
            assert here[0].facets == here[1].facets
            assert here[0].histogram == here[1].histogram
        for doc in docs:
            assert (number in caught[doc.id]) == (doc.id in expected)
        for found in expected:
            one = analysed[found]
            assert why(query, one)
            shown = highlight_spans(query, one)
            assert shown or not _has_words(query.ast), query.text
            for part, spans in shown.items():
                assert all(0 <= a < b <= len(one.text(part)) for a, b in spans)
            passages(query, one)


def test_not_alone_is_everything_else(both: tuple[Engine, Engine]) -> None:
    run = next(_runs)
    docs = [article(run * 1000 + n, title=t, tags=(f"run{run}",)) for n, t in enumerate(("مترو", "اتوبوس"))]
    query = parse("-مترو")
    assert isinstance(query.ast, Not)
    assert not isinstance(query.ast.part, Key)
    for engine in both:
        engine.put(docs)
        engine.refresh()
        found = Searcher(engine).search(SearchRequest(query, Filters(tags=(f"run{run}",))))
        assert [hit.id for hit in found.hits] == [docs[1].id]
