"""Three nodes, and one of them ends or hangs in the middle of the work: nothing is lost, searches go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from rasad.search.engines import open_engine
from rasad.search.engines.elasticsearch import bulk
from rasad.search.engines.interface import Engine
from rasad.search.errors import EngineUnavailableError, SearchError
from rasad.search.query.parser import parse
from rasad.search.service import Searcher
from tests.search.articles import article
from tests.services.elasticsearch import Cluster

pytestmark = pytest.mark.proof
CALM = 30.0  # seconds after which no search may fail any more
BACK = 180.0  # seconds after which the cluster must take articles again, on a busy machine
HUNG = 60.0  # the same after a node hangs: so long the others wait for it, by Elasticsearch's own checks


@dataclass
class Reader:
    """Searches all the time, as a desk does."""

    url: str
    answered: list[float] = field(default_factory=list)  # when
    failed: list[tuple[float, str]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        searcher = Searcher(open_engine(self.url))
        while not self._stop.wait(0.05):
            try:
                searcher.count(parse("مترو"))
                self.answered.append(time.monotonic())
            except SearchError as error:
                self.failed.append((time.monotonic(), str(error)))
        searcher.close()

    def __enter__(self) -> Reader:
        self._thread = threading.Thread(target=self.run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


@dataclass
class Ingest:
    """Puts batches as the index stage does: what is not taken is put again, after a pause."""

    writer: Engine
    numbers: Iterator[int]
    stored: list[str] = field(default_factory=list)

    def put(self, batches: int) -> None:
        for _ in range(batches):
            docs = [article(next(self.numbers), body="مترو") for _ in range(20)]
            begun = time.monotonic()
            while True:
                try:
                    self.writer.put(docs)
                    break
                except EngineUnavailableError:
                    if time.monotonic() > begun + BACK:
                        raise
                    time.sleep(0.5)
            self.stored += [doc.id for doc in docs]


def everything_is_there_once(ingest: Ingest) -> None:
    ingest.writer.refresh()
    assert len(ingest.stored) == len(set(ingest.stored))
    assert set(dict(ingest.writer.revisions())) == set(ingest.stored)


def began(cluster: Cluster) -> tuple[str, Ingest]:
    """A new index on the cluster with some articles, and its address."""
    url = f"{cluster.url}/cluster-{time.monotonic_ns()}"
    ingest = Ingest(open_engine(url, writer=True), iter(range(1, 100_000)))
    ingest.put(10)
    return url, ingest


@pytest.fixture
def cluster(elasticsearch_cluster: Cluster) -> Cluster:
    """The three nodes; one that another test ended is started again: two of them must agree."""
    for node in elasticsearch_cluster.nodes:
        if not node.runs:
            node.start()
            node.wait(len(elasticsearch_cluster.nodes))
    return elasticsearch_cluster


def test_a_node_that_ends_in_the_middle(cluster: Cluster, proof_full: bool) -> None:
    """In full the searches go on for a minute, and the node comes back under them."""
    url, ingest = began(cluster)
    node = cluster.nodes[0]
    with Reader(url) as reader:
        ingest.put(10)
        node.kill()
        ended = time.monotonic()
        ingest.put(20)
        time.sleep(60 if proof_full else 2)
        ingest.put(5)
        if proof_full:
            node.start()
            ingest.put(5)
    assert [failure for failure in reader.failed if failure[0] > ended + CALM] == []
    assert any(at > ended for at in reader.answered)
    everything_is_there_once(ingest)


def test_a_node_that_hangs_in_the_middle(
    cluster: Cluster, proof_full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In full it hangs until the others have given it up."""
    monkeypatch.setattr(bulk, "SECONDS", 5.0)
    monkeypatch.setattr(bulk, "SHARD_WAIT", "1s")
    url, ingest = began(cluster)
    node = cluster.nodes[1]
    with Reader(url) as reader:
        ingest.put(10)
        node.pause()
        resume = threading.Timer(120 if proof_full else 4, node.resume)
        resume.start()
        ended = time.monotonic()
        ingest.put(20)
        resume.join()
        ingest.put(10)
    late = [failure for failure in reader.failed if ended + HUNG < failure[0]]
    assert late == []
    everything_is_there_once(ingest)
