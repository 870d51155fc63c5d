"""Speed and memory of the analyser against hazm's Normalizer + Lemmatizer, on one text in one run.

`python -m benchmarks.analyser [--json FILE] [--megabytes N]` writes the demo city's invented news until
there are N MB of UTF-8, runs each analyser in a process of its own on the same text, prints a table.
Goal of Rasad: 3 MB/s with stems and offsets, 60 MB resident.  Seconds are processor time, so a busy machine
disturbs them little.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

GOAL_SPEED, GOAL_MEMORY = 3.0, 60.0  # MB/s of UTF-8, MB resident


def write_corpus(path: Path, megabytes: float) -> None:
    """Invented news, one paragraph a line, about `megabytes` of UTF-8."""
    from demo.texts.stories import Writer

    written, seed, wanted = 0, 0, megabytes * 1e6
    with path.open("w", encoding="utf-8") as file:
        while written < wanted:
            seed += 1
            writer = Writer(seed)
            for _ in range(60):
                text = writer.event(size=6).text
                story = "\n".join((text.title, text.lead, *text.paras)) + "\n"
                file.write(story)
                written += len(story.encode())


def _rasad() -> Callable[[str], int]:
    from rasad.persian import analyze

    analyze("گرم")
    return lambda line: len(analyze(line))


def _hazm() -> Callable[[str], int]:
    from hazm import Lemmatizer, Normalizer, WordTokenizer

    normalizer, tokenizer, lemmatizer = Normalizer(), WordTokenizer(), Lemmatizer()

    def read(line: str) -> int:
        return len([lemmatizer.lemmatize(word) for word in tokenizer.tokenize(normalizer.normalize(line))])

    return read


def _resident() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")


def measure(name: str, corpus: Path) -> dict[str, float]:
    """One analyser over the corpus, in this process."""
    read = {"rasad": _rasad, "hazm": _hazm}[name]()
    size = tokens = 0
    started = time.process_time()
    with corpus.open(encoding="utf-8") as file:
        for line in file:
            tokens += read(line)
            size += len(line.encode())
    seconds = time.process_time() - started
    return {
        "megabytes": round(size / 1e6, 3),
        "seconds": round(seconds, 3),
        "megabytes_per_second": round(size / 1e6 / seconds, 3),
        "tokens_per_second": round(tokens / seconds),
        "resident_megabytes": round(_resident(), 1),
    }


def run(megabytes: float) -> dict[str, dict[str, float]]:
    """Both analysers, each in a fresh process, over one corpus."""
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "news.txt"
        write_corpus(corpus, megabytes)
        for name in ("rasad", "hazm"):
            child = [sys.executable, "-m", "benchmarks.analyser", "--child", name, str(corpus)]
            results[name] = json.loads(
                subprocess.run(child, check=True, capture_output=True, text=True).stdout
            )
    rasad, hazm = results["rasad"], results["hazm"]
    results["ratio"] = {
        "speed": round(rasad["megabytes_per_second"] / hazm["megabytes_per_second"], 2),
        "memory": round(rasad["resident_megabytes"] / hazm["resident_megabytes"], 2),
    }
    return results


def main() -> int:
    """Command line; exit 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.child[0], Path(options.child[1]))))
        return 0
    results = run(options.megabytes)
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"{'':8}{'MB/s':>8}{'tokens/s':>12}{'MB resident':>14}")
    for name in ("rasad", "hazm"):
        one = results[name]
        speed, tokens, memory = (
            one[k] for k in ("megabytes_per_second", "tokens_per_second", "resident_megabytes")
        )
        print(f"{name:8}{speed:8.2f}{tokens:12,.0f}{memory:14.1f}")
    print(f"{'ratio':8}{results['ratio']['speed']:8.2f}{'':12}{results['ratio']['memory']:14.2f}")
    reached = results["rasad"]
    met = reached["megabytes_per_second"] >= GOAL_SPEED and reached["resident_megabytes"] <= GOAL_MEMORY
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
