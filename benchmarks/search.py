"""tantivy, Elasticsearch and SQLite FTS5 over the same articles in one run: speed, size, latencies.

With Elasticsearch, our answers stand beside its own to the plainest request for the same hits (p50 and p95).

    python -m benchmarks.search [--documents 20000] [--elasticsearch URL] [--json FILE]

FTS5 is the peer that a simple system would take: the same ready-made terms, its own phrases and booleans.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import batched
from pathlib import Path
from typing import Any

from benchmarks.corpus import NOW, Corpus
from rasad.search.documents import Document
from rasad.search.engines import open_engine
from rasad.search.engines.elasticsearch.engine import ElasticEngine
from rasad.search.engines.index_document import index_document_of
from rasad.search.engines.interface import Engine
from rasad.search.query.ast import KEY_FIELDS
from rasad.search.query.parser import parse
from rasad.search.requests import FACET_VALUES, SearchRequest
from rasad.search.service import Searcher

ROUNDS = 15
RAW_ROUNDS = 50  # words asked for, beside raw Elasticsearch
Row = dict[str, float]


def p50(work: Callable[[int], object]) -> float:
    """Median milliseconds of `work(round)` after one unmeasured call."""
    work(0)
    times = []
    for number in range(1, ROUNDS + 1):
        begun = time.perf_counter()
        work(number)
        times.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(times)


def raw_requests(index: Engine, words: dict[str, list[str]]) -> dict[str, Callable[[int], object]]:
    """The plainest requests for the hits and totals of ours, through Elasticsearch's own client."""
    assert isinstance(index, ElasticEngine)

    def ask(query: dict[str, Any], sort: dict[str, str] | None = None, **more: Any) -> object:
        return index.client.api.search(
            index=index.indices.alias,
            query=query,
            sort=[sort or {"cursor": "desc"}],
            size=20,
            source=False,
            track_total_hits=True,
            **more,
        )

    def term(word: str) -> dict[str, Any]:
        return {"term": {"text_stem": word}}

    common, mid = words["common"], words["mid"]
    facets = {key: {"terms": {"field": key, "size": FACET_VALUES}} for key in KEY_FIELDS}
    days = {"days": {"histogram": {"field": "at", "interval": 86_400, "offset": -12_600}}}
    return {
        "common_newest": lambda n: ask(term(common[n])),
        "common_relevance": lambda n: ask(term(common[n]), {"_score": "desc"}),
        "common_facets_histogram": lambda n: ask(term(common[n]), aggs=facets | days),
        "and": lambda n: ask({"bool": {"must": [term(common[n]), term(mid[n])]}}),
        "phrase": lambda n: ask({"match_phrase": {"text_exact": f"{common[n]} {common[n + 1]}"}}),
    }


def beside_raw(index: Engine, reader: Engine, words: dict[str, list[str]]) -> Row:
    """p50 and p95 of our answers and of the raw ones, asked in turns, in ms."""
    common, mid = words["common"], words["mid"]
    searcher = Searcher(reader)

    def ask(text: str, **fields: Any) -> object:
        return searcher.search(SearchRequest(parse(text), now=NOW, **fields))

    ours: dict[str, Callable[[int], object]] = {
        "common_newest": lambda n: ask(common[n]),
        "common_relevance": lambda n: ask(common[n], sort="relevance"),
        "common_facets_histogram": lambda n: ask(common[n], facets=True, histogram="day"),
        "and": lambda n: ask(f"{common[n]} {mid[n]}"),
        "phrase": lambda n: ask(f"«{common[n]} {common[n + 1]}»"),
    }
    row: Row = {}
    for name, raw in raw_requests(index, words).items():
        times: dict[str, list[float]] = {"ours": [], "raw": []}
        for number in range(RAW_ROUNDS):
            for who, work in (("ours", ours[name]), ("raw", raw)):
                begun = time.perf_counter()
                work(number)
                times[who].append((time.perf_counter() - begun) * 1_000)
        for who, taken in times.items():
            cuts = statistics.quantiles(taken, n=20)
            row[f"{name}_{who}_p50"], row[f"{name}_{who}_p95"] = cuts[9], cuts[18]
    return row


class Fts5:
    """SQLite's full text search over the stems and exact forms."""

    def __init__(self, path: Path):
        self.path = path
        self.db = sqlite3.connect(path)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute(
            "CREATE VIRTUAL TABLE a USING fts5(title, stem, exact, id UNINDEXED, at UNINDEXED,"
            " outlet UNINDEXED, tokenize=\"unicode61 remove_diacritics 0 tokenchars '\u200c._-'\")"
        )

    def put(self, docs: list[Document]) -> None:
        """Store a batch in one transaction."""
        rows = []
        for doc in docs:
            record = index_document_of(doc)
            stem, exact = " ".join(record.streams["text_stem"]), " ".join(record.streams["text_exact"])
            rows.append((" ".join(record.streams["title_stem"]), stem, exact, doc.id, doc.cursor, doc.outlet))
        with self.db:
            self.db.executemany("INSERT INTO a VALUES (?,?,?,?,?,?)", rows)

    def newest(self, match: str) -> list[Any]:
        """Count and newest 20."""
        total = self.db.execute("SELECT count(*) FROM a WHERE a MATCH ?", (match,)).fetchall()
        return (
            total
            + self.db.execute(
                "SELECT id FROM a WHERE a MATCH ? ORDER BY at DESC LIMIT 20", (match,)
            ).fetchall()
        )

    def relevant(self, match: str) -> list[Any]:
        """Count and best 20 by BM25."""
        total = self.db.execute("SELECT count(*) FROM a WHERE a MATCH ?", (match,)).fetchall()
        return (
            total
            + self.db.execute("SELECT id FROM a WHERE a MATCH ? ORDER BY rank LIMIT 20", (match,)).fetchall()
        )

    def facets(self, match: str) -> list[Any]:
        """Counts by outlet and by day."""
        by_outlet = "SELECT outlet, count(*) FROM a WHERE a MATCH ? GROUP BY 1"
        by_day = "SELECT ((at >> 24) + 12600) / 86400, count(*) FROM a WHERE a MATCH ? GROUP BY 1"
        return [self.db.execute(by_outlet, (match,)).fetchall(), self.db.execute(by_day, (match,)).fetchall()]


def measure(index: Engine, reader: Engine, docs: list[Document], words: dict[str, list[str]]) -> Row:
    """All figures of one of our engines."""
    begun = time.perf_counter()
    for batch in batched(docs, 500):
        index.put(batch, durable=False)
    index.refresh()
    row: Row = {"index_docs_per_second": len(docs) / (time.perf_counter() - begun)}
    size = index.stats()["bytes"]
    row["bytes_per_doc"] = (size if isinstance(size, int) else 0) / len(docs)

    def ask(text: str, **fields: Any) -> object:
        return Searcher(reader).search(SearchRequest(parse(text), now=NOW, **fields))

    common, mid = words["common"], words["mid"]
    row["common_newest"] = p50(lambda n: ask(common[n]))
    row["common_relevance"] = p50(lambda n: ask(common[n], sort="relevance"))
    row["common_facets_histogram"] = p50(lambda n: ask(common[n], facets=True, histogram="day"))
    row["common_by_story"] = p50(lambda n: ask(common[n], by_story=True))
    row["mid_newest"] = p50(lambda n: ask(mid[n]))
    row["and"] = p50(lambda n: ask(f"{common[n]} {mid[n]}"))
    row["phrase"] = p50(lambda n: ask(f"«{common[n]} {common[n + 1]}»"))
    row["near_two"] = p50(lambda n: ask(f'"{common[n]} {common[n + 1]}"~10'))
    row["near_three"] = p50(lambda n: ask(f'"{common[n]} {common[n + 1]} {common[n + 2]}"~10'))
    row["prefix"] = p50(lambda n: ask(f"{common[n][:3]}*"))
    late = Corpus(seed=9).docs(ROUNDS + 1)
    expected = len(docs)

    def arrive(_: int) -> None:
        nonlocal expected
        doc = next(late)
        index.put([Document(**{**{f: getattr(doc, f) for f in Document.__slots__}, "id": f"late{expected}"})])
        expected += 1
        while Searcher(reader).count(None) < expected:
            time.sleep(0.002)

    row["visible_to_reader"] = p50(arrive)
    return row


def measure_fts5(fts: Fts5, docs: list[Document], words: dict[str, list[str]]) -> Row:
    """The peer's figures."""
    begun = time.perf_counter()
    for batch in batched(docs, 500):
        fts.put(list(batch))
    row: Row = {"index_docs_per_second": len(docs) / (time.perf_counter() - begun)}
    fts.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    row["bytes_per_doc"] = fts.path.stat().st_size / len(docs)
    common, mid = words["common"], words["mid"]
    row["common_newest"] = p50(lambda n: fts.newest(f'stem:"{common[n]}"'))
    row["common_relevance"] = p50(lambda n: fts.relevant(f'stem:"{common[n]}"'))
    row["common_facets_histogram"] = p50(lambda n: fts.facets(f'stem:"{common[n]}"'))
    row["mid_newest"] = p50(lambda n: fts.newest(f'stem:"{mid[n]}"'))
    row["and"] = p50(lambda n: fts.newest(f'stem:("{common[n]}" AND "{mid[n]}")'))
    row["phrase"] = p50(lambda n: fts.newest(f'exact:"{common[n]} {common[n + 1]}"'))
    row["near_two"] = p50(lambda n: fts.newest(f'exact:NEAR("{common[n]}" "{common[n + 1]}", 10)'))
    row["prefix"] = p50(lambda n: fts.newest(f'exact:"{common[n][:3]}"*'))
    return row


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=20_000)
    options.add_argument("--elasticsearch", default="")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    corpus = Corpus()
    docs = list(corpus.docs(given.documents))
    words = {"common": corpus.vocabulary[5:60], "mid": corpus.vocabulary[800:900]}
    folder = tempfile.mkdtemp()
    rows: dict[str, Row] = {}
    raw: Row = {}
    urls = {"tantivy": f"tantivy:{folder}/tantivy"}
    if given.elasticsearch:
        urls["elasticsearch"] = f"{given.elasticsearch}/rasad-bench-{time.time_ns()}"
    for name, url in urls.items():
        index, reader = open_engine(url, writer=True), open_engine(url)
        rows[name] = measure(index, reader, docs, words)
        if name == "elasticsearch":
            raw = beside_raw(index, reader, words)
        reader.close()
        index.close()
    rows["fts5"] = measure_fts5(Fts5(Path(folder) / "fts.sqlite"), docs, words)
    names = list(rows)
    print(f"{given.documents} documents; p50 ms unless named; ratio to tantivy in brackets")
    for figure in rows["tantivy"]:
        cells = []
        for name in names:
            value = rows[name].get(figure)
            cells.append("–" if value is None else f"{value:,.2f} ({value / rows['tantivy'][figure]:.1f})")
        print(f"{figure:28}" + "".join(f"{name}: {cell:24}" for name, cell in zip(names, cells, strict=True)))
    for figure, value in raw.items():
        print(f"{figure:40}{value:10.2f}")
    if given.json:
        found = {"documents": given.documents, "rows": rows, "beside_raw_elasticsearch": raw}
        given.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
