"""How often attribution is right, and what it costs.

    python -m benchmarks.attribution [--articles FILE.jsonl.gz] [--json FILE]

Units on `sentences.tsv`: invented sentences, more than a third of them look-alikes (a school board's, an
army's, a league's, another city's region, a place where something happened). Topics on `articles.tsv`:
addresses of real agency articles with labels that a reader gave; their texts are not ours, so they are
counted only where a file with them (the import's schema) is at hand. Both are split: rules were tuned on one
part.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rasad.attribution import Attributor, CityGazetteer, Kind, Level
from rasad.outlets.city import load_city
from rasad.search.documents import ArticleText, Document
from rasad.search.match import AnalysedArticle, analyse
from settings.env import ROOT

HERE = Path(__file__).resolve().parent
PARTS = ("tuned", "held_out", "fresh")


@dataclass
class Counts:
    """How many keys were right, wrong and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: set[str], about: set[str], either: Iterable[str] = ()) -> None:
        """Count one text: what was found, what it is about, and what may be answered either way."""
        self.right += len(found & about)
        self.wrong += len(found - about - set(either))
        self.missed += len(about - found)

    @property
    def figures(self) -> dict[str, float]:
        """Precision and recall with their counts."""
        return {
            "precision": self.right / max(1, self.right + self.wrong),
            "recall": self.right / max(1, self.right + self.missed),
            "right": self.right,
            "wrong": self.wrong,
            "missed": self.missed,
        }


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table of this folder, five columns each."""
    for line in (HERE / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield (line.split("\t") + [""] * 5)[:5]


def analysed(text: ArticleText) -> AnalysedArticle:
    """An article of that text."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return analyse(Document("x", 0, 0, "", "", text, at=now, first_capture=now))


def about(attributor: Attributor, article: AnalysedArticle, kind: Kind) -> set[str]:
    """What attribution says an article is about."""
    found = attributor.findings(article)
    return {one.key for one in found if one.kind is kind and one.level is not Level.MENTION}


def units(attributor: Attributor) -> dict[str, Any]:
    """Units on the sentences, by part; look-alikes also alone."""
    counts: dict[str, Counts] = {}
    for part, kind, wanted, _, sentence in rows("sentences.tsv"):
        found = about(attributor, analysed(ArticleText(body=sentence)), Kind.UNIT)
        for name in (part, f"{part} {kind}"):
            counts.setdefault(name, Counts()).add(found, set(wanted.split()))
    return {name: one.figures for name, one in sorted(counts.items())}


def topics(attributor: Attributor, texts: Mapping[str, ArticleText]) -> dict[str, Any]:
    """Topics on the real articles that are at hand, by part, and the processor time an article costs."""
    counts: dict[str, Counts] = {}
    spent, tokens, read = 0.0, 0, 0
    for address, part, wanted, either, _ in rows("articles.tsv"):
        if address not in texts:
            continue
        article = analysed(texts[address])
        begun = time.process_time()
        found = about(attributor, article, Kind.TOPIC)
        spent += time.process_time() - begun
        tokens += sum(len(some) for some in article.tokens.values())
        read += 1
        counts.setdefault(part, Counts()).add(found, set(wanted.split()), either.split())
    cost = {"articles": read, "microseconds_a_word": 1e6 * spent / max(1, tokens)}
    return {name: one.figures for name, one in sorted(counts.items())} | {"cost": cost}


def load(file: Path) -> dict[str, ArticleText]:
    """Texts by address from a file in the import's schema."""
    stored = file.read_bytes()
    lines = (gzip.decompress(stored) if file.suffix == ".gz" else stored).decode().splitlines()
    return {
        row["url"]: ArticleText(row["title"], row.get("kicker", ""), row.get("lead") or "", row["body"])
        for row in map(json.loads, filter(None, lines))
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=Path, help="real articles, as `import` takes them")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    attributor = Attributor(CityGazetteer.of(load_city(ROOT / "settings" / "city.yaml")))
    found: dict[str, Any] = {"units": units(attributor)}
    if options.articles:
        found["topics"] = topics(attributor, load(options.articles))
    text = json.dumps(found, indent=1, ensure_ascii=False)
    print(text)
    if options.json:
        options.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
