"""A document that breaks the engine each time costs only itself; a fault of the engine costs no document."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasad.search.engines import open_engine
from rasad.search.engines.interface import Engine
from rasad.search.engines.poison_documents import put_isolated
from rasad.search.engines.rebuild import rebuild
from rasad.search.errors import EngineFailedError, EngineUnavailableError
from rasad.search.service import Searcher
from tests.search.articles import article
from tests.search.engines.poison import break_engine_over, break_tantivy_over
from tests.search.records import RecordsInMemory
from tests.services.small_disk import SmallDisk


def test_documents_that_break_the_engine_are_named_and_the_rest_is_stored(
    index: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = [article(number, body="مترو") for number in range(1, 13)]
    poison = {docs[0].id, docs[7].id}
    break_engine_over(index, poison, monkeypatch)
    with pytest.raises(EngineFailedError):
        index.put(docs)
    failures = put_isolated(index, docs)
    assert set(failures) == poison
    assert all(failures.values())
    index.refresh()
    assert Searcher(index).count(None) == 10


def test_one_that_comes_by_itself_is_named_too(index: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    poison = article(1)
    break_engine_over(index, {poison.id}, monkeypatch)
    assert set(put_isolated(index, [poison])) == {poison.id}


def test_a_full_disk_names_none(small_disk: SmallDisk) -> None:
    index = open_engine(f"tantivy:{small_disk.folder / 'index'}", writer=True)
    index.put([article(1)])
    small_disk.fill()
    try:
        with pytest.raises(EngineUnavailableError):
            put_isolated(index, [article(number, body="مترو " * 2_000) for number in range(2, 60)])
    finally:
        small_disk.free()
    index.close()


def test_an_index_is_rebuilt_without_the_document_that_breaks_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = RecordsInMemory(article(number, body="مترو") for number in range(1, 20))
    poison = article(19).id
    break_tantivy_over({poison}, monkeypatch)
    done = rebuild(f"tantivy:{tmp_path}", records)
    assert set(done.refused) == {poison}
    assert done.documents == 18
