"""When an engine is away, busy or slow: nothing is lost, nothing is blamed on an article."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig, TransportApiResponse

from rasad.search import service
from rasad.search.engines import open_engine
from rasad.search.engines.elasticsearch.engine import ElasticEngine
from rasad.search.engines.index_document import SCHEMA
from rasad.search.engines.interface import Engine
from rasad.search.errors import (
    DocumentsRejectedError,
    EngineUnavailableError,
    IndexStaleError,
    SearchTimeoutError,
)
from rasad.search.requests import SearchRequest
from rasad.search.service import Searcher
from tests.search.articles import NOW, article


def test_elasticsearch_stopped_and_started_again(own_elasticsearch: Any) -> None:
    index = open_engine(own_elasticsearch.url, writer=True)
    index.put([article(1, body="مترو")])
    own_elasticsearch.stop()
    with pytest.raises(EngineUnavailableError):
        index.put([article(2, body="مترو")])
    with pytest.raises(EngineUnavailableError):
        Searcher(index).search(SearchRequest(None))
    with pytest.raises(EngineUnavailableError):
        index.delete([f"{1:032x}"])
    own_elasticsearch.start()
    index.put([article(2, body="مترو")])
    index.refresh()
    assert Searcher(index).count(None) == 2
    index.close()


class Answers:
    """Stands between the client and its transport: the first bulk answers are these statuses, by item."""

    def __init__(self, index: ElasticEngine, *statuses: list[int]) -> None:
        self.real = index.client.api.transport.perform_request
        self.statuses = list(statuses)
        self.sent: list[int] = []
        index.client.api.transport.perform_request = self.request  # type: ignore[method-assign] # one seam

    def request(self, method: str, target: str, **options: Any) -> Any:
        if not target.startswith("/_bulk"):
            return self.real(method, target, **options)
        actions = [json.loads(line)["index"] for line in options["body"][::2]]
        self.sent.append(len(actions))
        if not self.statuses:
            return self.real(method, target, **options)
        items = [
            {"index": {"_id": action["_id"], "status": status, "error": {"type": "t", "reason": "r"}}}
            for action, status in zip(actions, self.statuses.pop(0), strict=True)
        ]
        meta = ApiResponseMeta(
            200, "1.1", HttpHeaders({"x-elastic-product": "Elasticsearch"}), 0.1, NodeConfig("http", "a", 1)
        )
        return TransportApiResponse(meta, {"errors": True, "items": items})


@pytest.fixture
def elastic(elastic_index_url: Any) -> Any:
    index = ElasticEngine(elastic_index_url(), writer=True)
    yield index
    index.indices.drop(list(index.indices.all()))
    index.close()


def test_items_answered_later_are_sent_again_and_refused_ones_are_named(elastic: ElasticEngine) -> None:
    answers = Answers(elastic, [200, 429, 400, 503], [503, 201])
    with pytest.raises(DocumentsRejectedError) as refused:
        elastic.put([article(number, body="مترو") for number in range(1, 5)])
    assert list(refused.value.failures) == [f"{3:032x}"]
    assert answers.sent[:3] == [4, 2, 1]


def test_items_that_are_never_taken_are_nobodys_fault(elastic: ElasticEngine, monkeypatch: Any) -> None:
    monkeypatch.setattr("rasad.search.engines.elasticsearch.bulk.FIRST_PAUSE", 0.0)
    Answers(elastic, *[[429]] * 5)
    with pytest.raises(EngineUnavailableError):
        elastic.put([article(1)])


def test_months_are_of_first_capture(elastic: ElasticEngine) -> None:
    first = article(1, at=NOW, first_capture=NOW.replace(month=9))
    elastic.put([first, article(2, at=NOW.replace(year=2020))])
    names = sorted(name.rpartition("-g0-")[2] for name in elastic.indices.in_use())
    assert names == ["2020-11", "2026-09"]


def test_an_alias_that_is_not_ours_is_refused(elastic: ElasticEngine) -> None:
    alias = elastic.indices.alias
    elastic.client.api.indices.create(index=f"{alias}-foreign", aliases={alias: {}})
    try:
        with pytest.raises(IndexStaleError):
            elastic.put([article(1)])
    finally:
        elastic.indices.drop([f"{alias}-foreign"])


def test_a_second_writer_waits_outside(tmp_path: Path) -> None:
    first = open_engine(f"tantivy:{tmp_path}", writer=True)
    second = open_engine(f"tantivy:{tmp_path}", writer=True)
    first.put([article(1)])
    with pytest.raises(EngineUnavailableError):
        second.put([article(2)])
    first.close()
    second.put([article(2)])
    assert Searcher(second).count(None) == 2
    second.close()


def test_a_reader_sees_another_objects_commit_at_once(tmp_path: Path) -> None:
    reader = open_engine(f"tantivy:{tmp_path}")
    assert Searcher(reader).count(None) == 0
    writer = open_engine(f"tantivy:{tmp_path}", writer=True)
    for number in range(1, 4):
        writer.put([article(number)])
        assert Searcher(reader).count(None) == number
    writer.close()
    reader.close()


def test_another_schema_is_refused_and_another_analyser_is_marked(tmp_path: Path) -> None:
    writer = open_engine(f"tantivy:{tmp_path}", writer=True)
    name = str(writer.stats()["name"])
    writer.close()
    made = tmp_path / name / "made.json"
    made.write_text(f'{{"schema": {SCHEMA}, "analyser": "older"}}')
    older = open_engine(f"tantivy:{tmp_path}")
    assert older.stats()["stale"] is True
    older.close()
    made.write_text('{"schema": 0, "analyser": "older"}')
    with pytest.raises(IndexStaleError):
        open_engine(f"tantivy:{tmp_path}")


def test_a_slow_search_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index: Engine = open_engine(f"tantivy:{tmp_path}", writer=True)
    monkeypatch.setattr(service, "TIME_LIMIT", 0.05)
    monkeypatch.setattr(index, "_execute", lambda *_: time.sleep(0.5))
    with pytest.raises(SearchTimeoutError):
        Searcher(index).search(SearchRequest(None))
    index.close()
