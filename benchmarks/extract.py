"""Pages a second of `rasad.extract` against trafilatura and readability, in one run on one core.

`python -m benchmarks.extract [--seconds S] [--json FILE] [PAGE.html=URL …]`. Rates are per second of CPU
time (of the clock for the pool, whose work happens elsewhere) and the figures are ratios, so machine and load
cancel out. Without pages it pads the golden pages to 110 KB with side bars of links, as real pages are.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura
from readability import Document

from rasad.extract.article.reader import extract
from rasad.extract.detection import spec_for
from rasad.extract.pool import Pool

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden"
SIZE = 110_000
SEEN = datetime(2026, 11, 23, tzinfo=UTC)
PADDED = ("mehr", "isna", "tabnak", "ilna", "tasnim", "mahalle_blog", "district_5")


def padded(body: bytes) -> bytes:
    """The page with side bars up to 110 KB, before `</body>`."""
    row = (
        '<li class="side"><div class="desc"><h3><a href="/service/{0}" title="سرتیتر {0}">'
        "یک سرتیتر ساختگی برای ستون کناری شماره {0} که به جایی نمی‌رود</a></h3>"
        '<time datetime="2026-11-22T10:00:00+03:30">۱۰:۰۰</time></div></li>'
    )
    rows: list[str] = []
    size = len(body)
    while size < SIZE:
        rows.append(row.format(len(rows)))
        size += len(rows[-1].encode())
    return body.replace(b"</body>", f'<div class="box"><ul>{"".join(rows)}</ul></div></body>'.encode())


def pages(given: list[str]) -> list[tuple[bytes, str]]:
    """Bodies and addresses to measure."""
    if given:
        return [(Path(name).read_bytes(), url) for name, url in (one.split("=", 1) for one in given)]
    found = []
    for outlet in PADDED:
        for page in sorted((GOLDEN / outlet).glob("*.html")):
            expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))["expect"]
            found.append((padded(page.read_bytes()), expected["url"]))
    return found


def rate(
    work: Callable[[bytes, str], Any],
    sample: list[tuple[bytes, str]],
    seconds: float,
    clock: Callable[[], float] = time.process_time,
) -> float:
    """Pages a second over whole rounds of the sample, after one round to warm up."""
    for body, url in sample:
        work(body, url)
    done, start = 0, clock()
    while clock() - start < seconds:
        for body, url in sample:
            work(body, url)
        done += len(sample)
    return done / (clock() - start)


def main() -> None:
    """Measure, print a table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="FILE.html=URL")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sample = pages(options.pages)
    specs = {url: spec_for(body.decode("utf-8", "replace"), url) for body, url in sample}
    with Pool(workers=1) as pool:
        rates = {
            "rasad.extract": rate(lambda b, u: extract(b, u, specs[u], SEEN), sample, options.seconds),
            "in the pool, wall clock": rate(
                lambda b, u: pool.run(extract, b, u, specs[u], SEEN),
                sample,
                options.seconds,
                time.perf_counter,
            ),
            "readability": rate(lambda b, u: Document(b.decode()).summary(), sample, options.seconds),
            "trafilatura + metadata": rate(
                lambda b, u: trafilatura.bare_extraction(b.decode(), url=u, with_metadata=True),
                sample,
                options.seconds,
            ),
        }
    ours = rates["rasad.extract"]
    figures = {
        "pages": len(sample),
        "bytes_per_page": sum(len(body) for body, _ in sample) // len(sample),
        "pages_per_second": {name: round(value, 1) for name, value in rates.items()},
        "times_faster": {name: round(ours / value, 2) for name, value in rates.items()},
    }
    print(f"{len(sample)} pages of {figures['bytes_per_page']:,} bytes")
    print(f"{'':26}{'pages/s':>10}{'ours is × faster':>18}")
    for name, value in rates.items():
        print(f"{name:26}{value:>10.1f}{ours / value:>18.2f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
