"""How many articles a second the alert matcher takes, against running every rule as a search.

    python -m benchmarks.alerts [--elasticsearch URL] [--json FILE]

Rules as searches: each rule asked of an index that holds one batch of new articles, as a system without a
matcher would do at every commit; articles/s = batch size / time for all rules (of a sample of them, scaled).
"""

from __future__ import annotations

import argparse
import gc
import json
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.corpus import Corpus
from rasad.search.documents import Document
from rasad.search.engines import open_engine
from rasad.search.engines.interface import Engine
from rasad.search.match import analyse
from rasad.search.percolator.percolator import Percolator
from rasad.search.query.parser import Query, parse
from rasad.search.service import Searcher

BATCH = 100  # new articles at a commit
SAMPLE = 100  # rules run as searches
PASSES = 10


def matcher(queries: list[Query], warm: list[Document], docs: list[Document]) -> dict[str, float]:
    """Articles/s of the rule index on one core, after it has learnt from other articles.

    The article's tokens are given (indexing needs them anyway), its sets and positions are not. Of several
    passes the fastest counts for each article, so that other processes on the machine do not; the first one,
    when what the article asks for is not yet in the processor's cache, is told apart.
    """
    rules = Percolator()
    begun = time.perf_counter()
    for number, query in enumerate(queries):
        rules.add(number, query)
    filing = time.perf_counter() - begun
    for doc in warm:
        rules.matching(analyse(doc))
    analysed = [analyse(doc) for doc in docs]
    matches = sum(len(rules.matching(one)) for one in analysed)
    gc.collect()
    gc.freeze()  # a consumer's rules are no garbage; scanning them costs more than matching
    seconds = first = 0.0
    for one in analysed:
        passes = []
        for _ in range(PASSES):
            arrived = one.afresh()
            begun = time.perf_counter()
            rules.matching(arrived)
            passes.append(time.perf_counter() - begun)
        seconds += min(passes)
        first += passes[0]
    gc.unfreeze()
    return {
        "articles_per_second": len(docs) / seconds,
        "first_pass_per_second": len(docs) / first,
        "share_matched": matches / len(docs) / len(queries),
        "filing_seconds": filing,
    }


def searches(index: Engine, queries: list[Query], docs: list[Document]) -> float:
    """Articles/s if every rule is asked of an index with one batch."""
    index.put(docs[:BATCH])
    index.refresh()
    sample = queries[:SAMPLE]
    begun = time.perf_counter()
    for query in sample:
        Searcher(index).count(query)
    seconds = (time.perf_counter() - begun) / len(sample) * len(queries)
    return BATCH / seconds


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--elasticsearch", default="")
    options.add_argument("--json", type=Path)
    options.add_argument("--rules", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    given = options.parse_args()
    corpus = Corpus()
    warm, docs = list(corpus.docs(510)), list(corpus.docs(200))
    engines: dict[str, Engine] = {"tantivy": open_engine(f"tantivy:{tempfile.mkdtemp()}", writer=True)}
    if given.elasticsearch:
        engines["elasticsearch"] = open_engine(f"{given.elasticsearch}/rasad-bench-alerts", writer=True)
    rows: list[dict[str, Any]] = []
    for kind, rule in (("narrow", corpus.narrow_rule), ("broad", corpus.broad_rule)):
        queries = [parse(text) for text in islice(iter(rule, None), max(given.rules))]
        for count in given.rules:
            row: dict[str, Any] = {"rules": count, "kind": kind, **matcher(queries[:count], warm, docs)}
            for name, index in engines.items():
                row[name] = searches(index, queries[:count], docs)
                row[f"times_{name}"] = row["articles_per_second"] / row[name]
            rows.append(row)
            print(
                "  ".join(f"{k}={v:.3g}" if isinstance(v, float) else f"{k}={v}" for k, v in row.items()),
                flush=True,
            )
    for index in engines.values():
        index.close()
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
