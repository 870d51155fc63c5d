"""Building the index anew beside the one in use, and swapping, while the consumer keeps writing.

The order is what makes it safe to kill at any moment: a generation is filled from the records, compared with
them until nothing differs, put in use in one atomic step, and compared once more. The consumer writes to the
generation in use; what it wrote there during the build is a newer revision in the records, so the comparison
finds it. A killed rebuild leaves a generation that nobody points to; the next removes it and starts again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Protocol

from rasad.search.documents import Document
from rasad.search.engines import folder_of, is_elasticsearch
from rasad.search.engines.elasticsearch.engine import ElasticEngine
from rasad.search.engines.interface import Engine
from rasad.search.engines.options import EngineOptions
from rasad.search.engines.poison_documents import put_isolated
from rasad.search.engines.tantivy import generations
from rasad.search.engines.tantivy.engine import TantivyEngine
from rasad.search.engines.tantivy.faults import engine_faults
from rasad.search.errors import DocumentsRejectedError, EngineFailedError
from rasad.search.service import Searcher

BATCH = 500  # articles read and put at once
ROUNDS = 20  # comparisons before the swap, while articles keep changing


class DocumentSource(Protocol):
    """The archive as a rebuild reads it."""

    def revisions(self) -> dict[str, int]:
        """Id and revision of every article that belongs in the index."""

    def docs(self, ids: Iterable[str]) -> Iterator[Document]:
        """The documents of these articles, as they stand now."""

    def enqueue(self, ids: Iterable[str]) -> None:
        """Leave articles to the consumer."""


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild did."""

    name: str
    documents: int = 0
    rounds: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    handed_over: int = 0  # articles that changed around the swap, left to the consumer


def fill(
    index: Engine,
    records: DocumentSource,
    refused: dict[str, str],
    say: Callable[[str], None],
    *,
    isolated: bool = False,
) -> int:
    """Bring an index to the records' state, once; how many articles differed.

    Raises `EngineFailedError` where an article may have broken the engine; `isolated` then finds which.
    """
    wanted = records.revisions()
    stored = dict(index.revisions())
    gone = [one for one in stored if one not in wanted]
    behind = [
        one for one, revision in wanted.items() if stored.get(one, -1) < revision and one not in refused
    ]
    for number, ids in enumerate(batched(behind, BATCH), 1):
        if isolated:
            refused.update(put_isolated(index, list(records.docs(ids))))
        else:
            refused.update(_put_fast(index, records.docs(ids)))
        if number % 10 == 0:
            say(f"{min(number * BATCH, len(behind))} / {len(behind)}")
    if gone:
        index.delete(gone)
    index.refresh()
    return len(behind) + len(gone)


def _put_fast(index: Engine, docs: Iterable[Document]) -> dict[str, str]:
    try:
        index.put(docs, durable=False)
    except DocumentsRejectedError as error:
        return error.failures
    return {}


def rebuild(
    url: str,
    records: DocumentSource,
    say: Callable[[str], None] = lambda _: None,
    options: EngineOptions | None = None,
) -> Rebuilt:
    """Rebuild the index at a URL and swap. Raises `EngineUnavailableError`."""
    if is_elasticsearch(url):
        return _rebuild_elastic(url, options, records, say)
    with engine_faults(folder_of(url)):
        return _rebuild_tantivy(folder_of(url), records, say)


def _rebuild_tantivy(base: Path, records: DocumentSource, say: Callable[[str], None]) -> Rebuilt:
    generations.sweep(base)
    generation = generations.fresh(base)
    done = Rebuilt(generation.path.name)
    index = TantivyEngine(base, writer=True, generation=generation)
    try:
        _fill_until_equal(index, records, done, say)
    finally:
        index.close()
    generations.point_to(base, generation)
    # The consumer follows the pointer at its next put. What it put into the old folder since the comparison
    # is found by comparing again, and given to it as work: only it may write here now.
    reader = TantivyEngine(base)
    try:
        done.handed_over = _hand_over(reader, records, done)
        done.documents = Searcher(reader).count(None)
    finally:
        reader.close()
    generations.sweep(base)
    return done


def _rebuild_elastic(
    url: str, options: EngineOptions | None, records: DocumentSource, say: Callable[[str], None]
) -> Rebuilt:
    plain = ElasticEngine(url, writer=True, options=options)
    every = plain.indices.all()
    used = set(plain.indices.aliased())
    plain.indices.drop([name for name in every if name not in used])  # left by a killed rebuild
    number = max((generation for _, generation, _ in every.values()), default=-1) + 1
    done = Rebuilt(plain.indices.name(number, "*"))
    index = ElasticEngine(url, writer=True, generation=number, options=options)
    try:
        _fill_until_equal(index, records, done, say)
        before = plain.indices.swap(number)
        plain.refresh()
        done.handed_over = _hand_over(plain, records, done)
        done.documents = Searcher(plain).count(None)
        plain.indices.drop(before)
    finally:
        index.close()
        plain.close()
    return done


def _fill_until_equal(
    index: Engine, records: DocumentSource, done: Rebuilt, say: Callable[[str], None]
) -> None:
    isolated = False
    for done.rounds in range(1, ROUNDS + 1):
        try:
            differed = fill(index, records, done.refused, say, isolated=isolated)
        except EngineFailedError as error:
            if isolated:
                raise
            isolated = True
            say(f"again, in smaller parts: {error}")
            continue
        say(f"comparison {done.rounds}: {differed} differed")
        if not differed:
            return


def _hand_over(index: Engine, records: DocumentSource, done: Rebuilt) -> int:
    wanted = records.revisions()
    stored = dict(index.revisions())
    behind = [
        one for one, revision in wanted.items() if stored.get(one, -1) < revision and one not in done.refused
    ]
    gone = [one for one in stored if one not in wanted]
    if behind or gone:
        records.enqueue([*behind, *gone])
    return len(behind) + len(gone)
