"""Pages hold still while articles arrive, change and go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from rasad.search.engines.interface import Engine
from rasad.search.query.parser import parse
from rasad.search.requests import SearchRequest, Sort
from rasad.search.service import Searcher
from tests.search.articles import NOW, article


def at(number: int) -> Any:
    return NOW - timedelta(minutes=10 * number)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("by_story", [False, True])
def test_what_was_there_all_along_is_shown_once(index: Engine, sort: str, by_story: bool) -> None:
    docs = [article(n, title="مترو", at=at(n), story=f"s{n}") for n in range(100, 150)]
    index.put(docs)
    index.refresh()
    request = SearchRequest(parse("مترو"), sort=cast(Sort, sort), size=7, by_story=by_story)
    seen: list[str] = []
    gone: set[str] = set()
    changed = set()
    for turn in range(20):
        result = Searcher(index).search(request)
        seen += [hit.id for hit in result.hits]
        if result.next_after is None:
            break
        request = replace(request, after=result.next_after)
        new = [
            article(1_000 + 10 * turn + k, title="مترو", at=at(place))
            for k, place in enumerate((0, 125, 400))
        ]
        unseen = [doc for doc in docs if doc.id not in seen and doc.id not in gone]
        index.delete([doc.id for doc in unseen[3:4]])
        gone |= {doc.id for doc in unseen[3:4]}
        edited = [
            replace(doc, revision=doc.revision + turn + 1, text=replace(doc.text, body="خط"))
            for doc in docs[:50:9]
            if doc.id not in gone
        ]
        changed |= {doc.id for doc in edited}
        index.put([*new, *edited])
        index.refresh()
    else:
        pytest.fail("the pages do not end")
    assert len(seen) == len(set(seen))
    assert {doc.id for doc in docs} - gone <= set(seen)
    assert changed & set(seen)
