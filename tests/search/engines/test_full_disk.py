"""A full disk stops the embedded index only as long as it is full, and no article is blamed for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from rasad.search.documents import Document
from rasad.search.engines.tantivy.engine import TantivyEngine
from rasad.search.errors import EngineUnavailableError
from rasad.search.service import Searcher
from tests.search.articles import WORDS, article
from tests.services.small_disk import SmallDisk


def articles(first: int, last: int) -> list[Document]:
    """Articles long enough that a few of them make the writer write."""
    return [
        article(n, title="مترو", body=" ".join(f"{word}{n}" for word in WORDS * 20))
        for n in range(first, last)
    ]


@pytest.fixture
def engine(small_disk: SmallDisk) -> TantivyEngine:
    return TantivyEngine(small_disk.folder / "index", writer=True)


def calls(engine: TantivyEngine) -> list[Callable[[], None]]:
    """Everything that writes."""
    return [
        lambda: engine.put(articles(20, 60)),
        lambda: engine.put(articles(20, 60), durable=False),
        lambda: engine.put(articles(5, 10), durable=False),
        lambda: engine.delete([article(3).id]),
        engine.refresh,
    ]


def test_every_call_says_that_the_engine_is_unavailable_and_works_again_when_there_is_room(
    engine: TantivyEngine, small_disk: SmallDisk
) -> None:
    engine.put(articles(1, 10))
    small_disk.fill()
    try:
        for _ in range(4):
            for number, call in enumerate(calls(engine)):
                with suppress(EngineUnavailableError):  # what only went to memory may succeed
                    call()
                time.sleep(0.02 * (number % 2))  # the writer's own thread notices the disk between two calls
        with pytest.raises(EngineUnavailableError):
            engine.put(articles(20, 60))
        assert Searcher(engine).count(None) == 9
    finally:
        small_disk.free()
    engine.put(articles(20, 60))
    engine.delete([article(3).id])
    assert Searcher(engine).count(None) == 48
    assert len(dict(engine.revisions())) == 48
    engine.close()


def test_an_engine_opened_on_a_full_disk_works_when_there_is_room(small_disk: SmallDisk) -> None:
    small_disk.fill()
    try:
        engine = TantivyEngine(small_disk.folder / "index", writer=True)
        with pytest.raises(EngineUnavailableError):
            engine.put(articles(1, 10))
        assert Searcher(TantivyEngine(small_disk.folder / "index")).count(None) == 0
    finally:
        small_disk.free()
    engine.put(articles(1, 10))
    assert Searcher(engine).count(None) == 9
    engine.close()
