"""The two engines, each behind the same name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rasad.search.engines import open_engine
from rasad.search.engines.elasticsearch.engine import ElasticEngine
from rasad.search.engines.interface import Engine

_made = 0


def _alias() -> str:
    global _made
    _made += 1
    return f"rasad-test-{os.getpid()}-{_made}"


@pytest.fixture(scope="session")
def elastic_index_url(elasticsearch_url: str) -> Any:
    """Gives a new, empty alias on the real Elasticsearch each time it is called."""
    return lambda: f"{elasticsearch_url}/{_alias()}"


def remove(index: ElasticEngine) -> None:
    index.indices.drop(list(index.indices.all()))
    index.client.api.options(ignore_status=404).indices.delete_index_template(
        name=f"{index.indices.alias}-s*"
    )
    index.close()


@pytest.fixture(scope="module", params=["tantivy", "elasticsearch"])
def shared_index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An engine for a whole module."""
    yield from _engine(request, tmp_path_factory.mktemp("index"))


@pytest.fixture(params=["tantivy", "elasticsearch"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty engine, opened for writing."""
    yield from _engine(request, tmp_path)


def _engine(request: pytest.FixtureRequest, folder: Path) -> Iterator[Engine]:
    if request.param == "tantivy":
        made = open_engine(f"tantivy:{folder}", writer=True)
        yield made
        made.close()
    else:
        elastic = open_engine(request.getfixturevalue("elastic_index_url")(), writer=True)
        assert isinstance(elastic, ElasticEngine)
        yield elastic
        remove(elastic)


@pytest.fixture(scope="module")
def both(elastic_index_url: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """Both engines, side by side, for a whole module."""
    tantivy = open_engine(f"tantivy:{tmp_path_factory.mktemp('both')}", writer=True)
    elastic = open_engine(elastic_index_url(), writer=True)
    yield tantivy, elastic
    tantivy.close()
    assert isinstance(elastic, ElasticEngine)
    remove(elastic)
