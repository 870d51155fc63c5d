"""What a cluster may answer besides yes: nothing is lost, no article is blamed, the backlog is cleared."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from rasad.search.engines import EngineOptions, open_engine
from rasad.search.engines.elasticsearch import bulk
from rasad.search.engines.elasticsearch.engine import ElasticEngine
from rasad.search.engines.index_document import index_document_of
from rasad.search.engines.rebuild import rebuild
from rasad.search.errors import EngineUnavailableError, IndexStaleError, SearchError
from rasad.search.query.parser import parse
from rasad.search.requests import SearchRequest
from rasad.search.service import Searcher
from tests.search.articles import NOW, article
from tests.search.records import RecordsInMemory
from tests.services.elasticsearch import Elasticsearch

FIRST = [article(number, body="مترو") for number in range(1, 6)]
BACKLOG = [article(number, body="مترو") for number in range(6, 20)]
_made = 0


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(bulk, "LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(bulk, "SHARD_WAIT", "100ms")


@pytest.fixture
def engine(module_elasticsearch: Elasticsearch) -> Iterator[ElasticEngine]:
    """An engine with a few articles, under an alias of its own."""
    global _made
    _made += 1
    made = ElasticEngine(f"{module_elasticsearch.url}/faults-{_made}", writer=True)
    made.put(FIRST)
    made.refresh()
    yield made
    made.indices.drop(list(made.indices.all()))
    made.close()


def again(engine: ElasticEngine, replicas: int | None = None) -> ElasticEngine:
    """The same index as a process that starts now has it."""
    url = f"{engine.client.address}/{engine.indices.alias}"
    return ElasticEngine(url, writer=True, options=EngineOptions(replicas=replicas))


def set_in_cluster(engine: ElasticEngine, **values: str | None) -> None:
    names = {name.replace("__", "."): value for name, value in values.items()}
    engine.client.api.cluster.put_settings(persistent=names)


def set_block(engine: ElasticEngine, name: str, value: bool | None) -> None:
    for index in engine.indices.in_use():
        engine.client.api.indices.put_settings(index=index, settings={f"index.blocks.{name}": value})


def fails(call: Callable[[], object]) -> bool:
    """Whether the engine says that it is unavailable; any other error is the test's."""
    try:
        call()
    except EngineUnavailableError:
        return True
    return False


def until(condition: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.5)


def assert_backlog_is_cleared(engine: ElasticEngine) -> None:
    """Everything can be written, deleted and found again, and stands there once."""
    engine.put([*FIRST, *BACKLOG])
    engine.refresh()
    everything = len(FIRST) + len(BACKLOG)
    assert Searcher(engine).count(parse("مترو")) == everything
    assert dict(engine.revisions()) == {doc.id: 1 for doc in (*FIRST, *BACKLOG)}
    engine.delete([FIRST[0].id])
    assert Searcher(engine).count(parse("مترو")) == everything - 1


@pytest.mark.parametrize("name", ["read_only_allow_delete", "read_only", "write"])
def test_an_index_that_is_read_only(engine: ElasticEngine, name: str) -> None:
    """By hand, or (`read_only_allow_delete`) by the server on a disk that fills up."""
    set_block(engine, name, True)
    try:
        for _ in range(2):
            with pytest.raises(EngineUnavailableError, match="cluster_block_exception"):
                engine.put(BACKLOG)
        assert Searcher(engine).count(parse("مترو")) == len(FIRST)
        if name != "read_only_allow_delete":
            with pytest.raises(EngineUnavailableError, match="cluster_block_exception"):
                engine.delete([FIRST[0].id])
    finally:
        set_block(engine, name, None)
    assert_backlog_is_cleared(engine)


@pytest.mark.proof
def test_a_disk_over_its_watermark(engine: ElasticEngine, proof_full: bool) -> None:
    """In full: the server sets that block by itself within half a minute, and takes it away again."""
    disk = "cluster__routing__allocation__disk__"
    marks = {f"{disk}watermark__{name}": "100000gb" for name in ("low", "high", "flood_stage")}
    watched = {f"{disk}threshold_enabled": "true", "cluster__info__update__interval": "10s"}
    set_in_cluster(engine, **watched, **(marks if proof_full else {}))
    try:
        if proof_full:
            until(lambda: fails(lambda: engine.put(BACKLOG)))
        set_in_cluster(engine, **dict.fromkeys(marks))
        until(lambda: not fails(lambda: engine.put(BACKLOG)))
    finally:
        set_in_cluster(engine, **dict.fromkeys([*marks, *watched]))
    assert_backlog_is_cleared(engine)


def test_a_server_without_room_for_a_request(engine: ElasticEngine) -> None:
    limits = {"network__breaker__inflight_requests__limit": "1kb", "rest__incremental_bulk": "false"}
    set_in_cluster(engine, **limits)
    try:
        for _ in range(2):
            with pytest.raises(EngineUnavailableError, match="429"):
                engine.put(BACKLOG)
    finally:
        set_in_cluster(engine, **dict.fromkeys(limits))
    assert_backlog_is_cleared(engine)


def test_a_server_that_hangs(
    engine: ElasticEngine, module_elasticsearch: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "SECONDS", 1.0)
    monkeypatch.setattr("rasad.search.service.TIME_LIMIT", 0.5)
    module_elasticsearch.pause()
    try:
        with pytest.raises(EngineUnavailableError):
            engine.put(BACKLOG)
        with pytest.raises(SearchError):
            Searcher(engine).count(parse("مترو"))
    finally:
        module_elasticsearch.resume()
    monkeypatch.undo()
    assert_backlog_is_cleared(engine)


def test_an_index_that_somebody_else_made_is_named_and_a_rebuild_heals_it(engine: ElasticEngine) -> None:
    month = NOW - timedelta(days=200)
    old = [article(100, body="مترو", at=month), article(101, body="اتوبوس", at=month)]
    name, alias = engine.indices.name(0, "2026-05"), engine.indices.write_alias("2026-05")
    api = engine.client.api.indices
    api.delete_index_template(name=f"{engine.indices.alias}-s*")
    api.create(index=name, aliases={engine.indices.alias: {}, alias: {"is_write_index": True}})
    api.put_mapping(index=name, dynamic="strict", properties={"story": {"type": "text"}})
    with pytest.raises(IndexStaleError, match=r"2026-05 was not made by this code .*reindex"):
        engine.put([*old, *BACKLOG])
    engine.refresh()
    good = engine.indices.name(0, f"{NOW:%Y-%m}")
    assert engine.client.api.count(index=good).body["count"] == len(FIRST) + len(BACKLOG)
    with pytest.raises(IndexStaleError, match="reindex"):
        Searcher(again(engine)).search(SearchRequest(parse("مترو"), facets=True))
    records = RecordsInMemory([*FIRST, *BACKLOG, *old])
    rebuild(f"{engine.client.address}/{engine.indices.alias}", records)
    engine.put([*old, *BACKLOG])
    engine.delete([doc.id for doc in old])
    assert_backlog_is_cleared(engine)


def test_an_index_that_lost_its_aliases_gets_them_again(engine: ElasticEngine) -> None:
    for name in engine.indices.in_use():
        engine.client.api.indices.delete_alias(index=name, name="*")
    assert_backlog_is_cleared(engine)


def test_a_document_that_the_server_refuses_is_named_and_the_rest_is_stored(engine: ElasticEngine) -> None:
    documents = [index_document_of(doc) for doc in BACKLOG]
    documents[3] = replace(documents[3], terms=("x" * 40_000,))
    failures = engine.writer.put(documents)
    assert list(failures) == [BACKLOG[3].id]
    assert failures[BACKLOG[3].id].startswith("document_parsing_exception")
    engine.refresh()
    assert Searcher(engine).count(None) == len(FIRST) + len(BACKLOG) - 1


def test_a_part_of_the_index_without_a_node_is_not_passed_over_in_silence(
    engine: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rasad.search.engines.elasticsearch.client.MOVING", 0.1)
    name = engine.indices.name(0, "2026-05")
    nowhere = "index.routing.allocation.require._name"
    engine.client.api.indices.create(
        index=name, aliases={engine.indices.alias: {}}, settings={nowhere: "x"}, wait_for_active_shards=0
    )
    with pytest.raises(EngineUnavailableError, match="1 of 2 shards"):
        Searcher(engine).count(parse("مترو"))
    engine.client.api.indices.put_settings(index=name, settings={nowhere: None})
    until(lambda: not fails(lambda: Searcher(engine).count(parse("مترو"))))
    assert_backlog_is_cleared(engine)


def test_replicas_are_as_the_environment_says_for_old_and_new_indices(engine: ElasticEngine) -> None:
    def replicas() -> set[tuple[str | None, str]]:
        found = engine.client.api.indices.get_settings(index=engine.indices.pattern, flat_settings=True).body
        settings = [one["settings"] for one in found.values()]
        expand = "index.auto_expand_replicas"
        return {(one.get(expand), one["index.number_of_replicas"]) for one in settings}

    assert replicas() == {("0-1", "0")}
    other = again(engine, replicas=2)
    other.put([article(100, at=NOW - timedelta(days=200))])
    assert replicas() == {("false", "2")}
    assert len(engine.indices.in_use()) == 2
    again(engine).put([article(101)])
    assert {expand for expand, _ in replicas()} == {"0-1"}


def test_a_snapshot_brings_the_index_back(engine: ElasticEngine, module_elasticsearch: Elasticsearch) -> None:
    """As docs/operation.md tells it: register, keep, lose, restore."""
    api, repository = engine.client.api, f"backup-{engine.indices.alias}"
    engine.put(BACKLOG)
    engine.refresh()
    request = SearchRequest(parse("مترو"), facets=True, histogram="day", now=NOW)
    before = Searcher(engine).search(request)
    api.snapshot.create_repository(
        name=repository,
        repository={"type": "fs", "settings": {"location": str(module_elasticsearch.snapshots)}},
    )
    indices = f"{engine.indices.alias}-s*"
    api.snapshot.create(
        repository=repository,
        snapshot="one",
        indices=indices,
        include_global_state=False,
        wait_for_completion=True,
    )
    engine.indices.drop(list(engine.indices.all()))
    assert Searcher(engine).count(None) == 0
    api.snapshot.restore(repository=repository, snapshot="one", indices=indices, wait_for_completion=True)
    reader = open_engine(f"{engine.client.address}/{engine.indices.alias}")
    assert Searcher(reader).search(request) == before
    assert_backlog_is_cleared(engine)
