"""Headlines with slips pasted as queries: how many find their article first by «did you mean».

    python -m benchmarks.suggestions --articles FILE.jsonl[.gz] [--headlines 148] [--seed 1]

The articles are JSON lines with `title`, `lead` and `body`, as `manage.py export` writes them. One article in
nine is kept out of the index: its own headline, typed rightly, must never be «mended».
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.corpus import NOW
from rasad.search.documents import ArticleText, Document
from rasad.search.engines.tantivy.engine import TantivyEngine
from rasad.search.query.parser import QueryError, parse
from rasad.search.requests import SearchRequest
from rasad.search.service import Searcher
from rasad.search.suggest.spelling import did_you_mean

FIRST = 3  # places in which the article counts as found
HELD_OUT = 9
NEIGHBOURS = ("ضصثقفغعهخحجچ", "شسیبلاتنمکگ", "ظطزرذدپو")  # keys side by side
Slip = Callable[[list[str], random.Random], list[str] | None]


def slipped(word: str, dice: random.Random) -> str:
    """One slip: two letters changed over, one left out, doubled, or a neighbour on the keyboard."""
    while True:
        at = dice.randrange(len(word) - 1)
        beside = [row[i] for row in NEIGHBOURS for i in _beside(row, word[at])] or [word[at]]
        made = dice.choice(
            [
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + dice.choice(beside) + word[at + 1 :],
            ]
        )
        if made != word:
            return made


def _beside(row: str, letter: str) -> list[int]:
    at = row.find(letter)
    return [i for i in (at - 1, at + 1) if at >= 0 and 0 <= i < len(row)]


def slips(number: int) -> Slip:
    """That many slips, each in another of the first long words."""

    def make(words: list[str], dice: random.Random) -> list[str] | None:
        long = [i for i, word in enumerate(words) if len(word) >= 4 and word.isalpha()][:5]
        if len(long) < number:
            return None
        for i in dice.sample(long, number):
            words[i] = slipped(words[i], dice)
        return words

    return make


def space_too_many(words: list[str], dice: random.Random) -> list[str] | None:
    """A long word written as two."""
    long = [i for i, word in enumerate(words) if len(word) >= 5 and word.isalpha()][:5]
    if not long:
        return None
    i = dice.choice(long)
    cut = dice.randrange(2, len(words[i]) - 1)
    return [*words[:i], words[i][:cut], words[i][cut:], *words[i + 1 :]]


def space_too_few(words: list[str], dice: random.Random) -> list[str] | None:
    """Two words written as one."""
    pairs = [i for i in range(min(5, len(words) - 1)) if min(len(words[i]), len(words[i + 1])) >= 3]
    if not pairs:
        return None
    i = dice.choice(pairs)
    return [*words[:i], words[i] + words[i + 1], *words[i + 2 :]]


WAYS: dict[str, Slip] = {
    "one slip": slips(1),
    "two slips": slips(2),
    "a space too many": space_too_many,
    "a space too few": space_too_few,
}


def document(number: int, row: dict[str, Any]) -> Document:
    """An article of the file as the index takes it."""
    text = ArticleText(row["title"], "", row.get("lead") or "", row.get("body") or "")
    at = NOW - timedelta(minutes=number)
    return Document(f"{number:032x}", 1, number + 1, "o", "news", text, at, at)


def words_of(title: str) -> list[str]:
    """A headline's words without its signs."""
    return re.sub(r"[^\w\s\u200c]", " ", title).split()


def measure(searcher: Searcher, titles: dict[int, str], make: Slip, dice: random.Random) -> str:
    """A row of the report: found of asked, milliseconds."""
    found, asked, times = 0, 0, [0.0]
    for number, title in titles.items():
        words = make(words_of(title), dice)
        if words is None:
            continue
        try:
            query = parse(" ".join(words))
        except QueryError:
            continue
        asked += 1
        if not searcher.count(query):
            begun = time.process_time()
            text = did_you_mean(searcher, query)
            times.append((time.process_time() - begun) * 1_000)
            if text is None:
                continue
            query = parse(text)
        hits = searcher.search(SearchRequest(query, sort="relevance", size=FIRST)).hits
        found += any(hit.id == f"{number:032x}" for hit in hits)
    spent = statistics.quantiles(times, n=20)
    return f"{found}/{asked} = {found / asked:.3f}, processor ms p50 {spent[9]:.0f}, p95 {spent[18]:.0f}"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--articles", type=Path, required=True)
    options.add_argument("--headlines", type=int, default=148)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    content = given.articles.read_bytes()
    if given.articles.suffix == ".gz":
        content = gzip.decompress(content)
    rows = [json.loads(line) for line in content.splitlines()]
    dice = random.Random(given.seed)
    inside = [number for number in range(len(rows)) if number % HELD_OUT]
    with tempfile.TemporaryDirectory() as folder:
        engine = TantivyEngine(Path(folder) / "index", writer=True)
        engine.put(document(number, rows[number]) for number in inside)
        engine.refresh()
        searcher = Searcher(engine)
        titles = {number: rows[number]["title"] for number in dice.sample(inside, len(inside))}
        titles = dict(list(titles.items())[: given.headlines])
        for name, make in WAYS.items():
            print(f"{name}: {measure(searcher, titles, make, dice)}")
        held_out = [parse(" ".join(words_of(row["title"]))) for row in rows[::HELD_OUT]]
        wrong = [
            query.text for query in held_out if not searcher.count(query) and did_you_mean(searcher, query)
        ]
        print(f"right headlines of articles that are not there, mended: {len(wrong)} of {len(held_out)}")
        engine.close()


if __name__ == "__main__":
    main()
