"""Rebuilding beside the index in use, and swapping, while a consumer keeps writing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rasad.search.engines import folder_of, open_engine
from rasad.search.engines.elasticsearch.engine import ElasticEngine
from rasad.search.engines.interface import Engine
from rasad.search.engines.rebuild import rebuild
from rasad.search.engines.tantivy import generations
from rasad.search.query.parser import parse
from rasad.search.requests import SearchRequest
from rasad.search.service import Searcher
from tests.search.articles import NOW, article
from tests.search.records import RecordsInMemory


@pytest.fixture(params=["tantivy", "elasticsearch"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "tantivy":
        yield f"tantivy:{tmp_path}"
    else:
        made = request.getfixturevalue("elastic_index_url")()
        yield made
        index = ElasticEngine(made)
        index.indices.drop(list(index.indices.all()))
        index.close()


def _base(url: str) -> Path:
    return folder_of(url) if url.startswith("tantivy:") else Path()


def _ids(index: Engine, text: str) -> int:
    index.refresh()
    return Searcher(index).count(parse(text))


def test_the_consumer_writes_on_and_nothing_is_lost(url: str) -> None:
    consumer = open_engine(url, writer=True)
    reader = open_engine(url)
    records = RecordsInMemory(article(number, body="مترو") for number in range(1, 40))
    consumer.put([*records.rows.values(), article(900, body="مترو")])  # 900: no longer in the records
    _ids(consumer, "مترو")

    def write(number: int, revision: int, body: str) -> None:
        doc = article(number, body=body, revision=revision)
        records.rows[doc.id] = doc
        consumer.put([doc])

    records.at_reading[2] = lambda: write(5, 2, "اتوبوس")  # during the build
    # the last comparison before the swap has been read when this one arrives; the next is after it
    records.at_reading[3] = lambda: write(6, 2, "اتوبوس")
    done = rebuild(url, records)
    assert done.documents >= 39
    assert not done.refused
    consumer.put(records.docs(records.enqueued))  # what the queue brings to the consumer
    for one in records.enqueued:
        if one not in records.rows:
            consumer.delete([one])
    write(7, 2, "اتوبوس")
    assert _ids(consumer, "اتوبوس") == 3
    assert _ids(consumer, "مترو") == 36
    assert Searcher(reader).count(None) == 39
    assert dict(consumer.revisions()) == {one: doc.revision for one, doc in records.rows.items()}
    consumer.close()
    reader.close()


def test_a_write_between_the_last_comparison_and_the_swap_is_handed_over(url: str) -> None:
    consumer = open_engine(url, writer=True)
    records = RecordsInMemory(article(number, body="مترو") for number in range(1, 6))
    consumer.put(records.rows.values())
    late = article(3, body="اتوبوس", revision=9)
    records.at_reading[3] = lambda: records.rows.update({late.id: late})
    done = rebuild(url, records)
    assert (done.handed_over, records.enqueued) in ((1, [late.id]), (0, []))
    consumer.put(records.docs(records.enqueued))
    assert _ids(consumer, "اتوبوس") == 1
    consumer.close()


def test_a_killed_rebuild_leaves_the_index_as_it_was(url: str) -> None:
    consumer = open_engine(url, writer=True)
    records = RecordsInMemory([article(1, body="مترو"), article(2, body="مترو")])
    consumer.put(records.rows.values())

    def die() -> None:
        raise KeyboardInterrupt

    records.at_reading[2] = die
    with pytest.raises(KeyboardInterrupt):
        rebuild(url, records)
    assert _ids(consumer, "مترو") == 2
    records.at_reading.clear()
    rebuild(url, records)
    assert _ids(consumer, "مترو") == 2
    if url.startswith("tantivy:"):
        assert len(list(_base(url).glob("s*-a*"))) == 1
        assert generations.sweep(_base(url)) == []
    else:
        elastic = ElasticEngine(url)
        assert len({generation for _, generation, _ in elastic.indices.all().values()}) == 1
        elastic.close()
    consumer.close()


def test_a_rebuilt_index_answers_as_one_that_grew(url: str) -> None:
    """Elasticsearch makes a missing index by itself, with fields of its own guessing: text for every key."""
    consumer = open_engine(url, writer=True)
    records = RecordsInMemory(
        article(number, body="شهرداري‌هاي", outlet=f"outlet_{number % 2}", at=NOW - timedelta(days=number))
        for number in range(1, 70)
    )
    consumer.put(records.rows.values())
    asked = SearchRequest(
        parse("شهرداری رسانه:outlet_1"), sort="story", facets=True, histogram="week", by_story=True, now=NOW
    )
    consumer.refresh()
    grown = Searcher(consumer).search(asked)
    assert grown.total == 35
    rebuild(url, records)
    consumer.refresh()
    assert Searcher(consumer).search(asked) == grown
    consumer.close()
