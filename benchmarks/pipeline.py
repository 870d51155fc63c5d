"""Articles a second through the whole pipeline, and where the time goes.

Imported articles pass story, index, alerts and coverage; captured pages pass extraction too. Runs in
a data folder of its own; prints JSON. `python -m benchmarks.pipeline [--articles N] [--rules N]`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.texts import Maker


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--rules", type=int, default=200)
    parser.add_argument("--profile", default="", help="a stage to profile alone")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rasad-bench-") as folder:
        os.environ |= {"RASAD_DATA": folder, "DJANGO_SETTINGS_MODULE": "settings.django"}
        os.environ["RASAD_OUTLETS"] = str(Path(folder) / "outlets")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(json.dumps(measure(Path(folder), given.articles, given.rules, given.profile), indent=2))


def measure(folder: Path, articles: int, rules: int, profile: str) -> dict[str, Any]:
    """Fill the queues, then run stage by stage, then all at once."""
    from rasad.archive.jobs.queues import waiting
    from rasad.archive.models import Article, Story
    from rasad.desk.models import AlertRule

    (folder / "outlets").mkdir()
    maker = Maker(7)
    for number in range(rules):
        words = " ".join(maker.word() for _ in range(3))
        AlertRule.objects.create(name=f"r{number}", query=f"«{words}»")
    found: dict[str, Any] = {"articles": articles, "rules": rules}
    capture(folder, maker, articles)
    for stage in ("parse", "story", "index", "alerts", "coverage"):
        number = waiting([stage]).get(stage, 0)
        found[stage] = spent(number, [stage], profile == stage)
        print(stage, found[stage], file=sys.stderr, flush=True)
    capture(folder, maker, articles)
    found["all"] = spent(articles, ["parse", "story", "index", "alerts", "coverage", "deliver"], False)
    found["stored"], found["stories"] = Article.objects.count(), Story.objects.count()
    return found


def spent(items: int, stages: list[str], profile: bool) -> dict[str, float]:
    """Wall time, and this process's CPU time (without extraction's workers)."""
    cpu = time.process_time()
    wall = run(stages, profile)
    used = time.process_time() - cpu
    return {
        "items": items,
        "seconds": round(wall, 2),
        "per_second": round(items / wall, 1),
        "cpu_ms_per_item": round(used * 1000 / max(1, items), 2),
    }


def capture(folder: Path, maker: Maker, number: int) -> None:
    """Put `number` pages on record, a third of them near copies of others."""
    from rasad.archive.database.transactions import write_transaction
    from rasad.archive.jobs.queues import enqueue
    from rasad.archive.models import Capture, Outlet
    from rasad.archive.warc import Exchange, WarcFiles, exchange_records
    from rasad.outlets.loading import load_outlets

    entries = "".join(
        f'- {{outlet: o{n}, name: o{n}, kind: agency, home: "http://o{n}.example/", family: generic,'
        " id_pattern: '/news/(?P<id>[0-9]+)'}\n"
        for n in range(8)
    )
    (folder / "outlets" / "all.yaml").write_text(entries, encoding="utf-8")
    for spec in load_outlets(folder / "outlets").values():
        Outlet.objects.get_or_create(
            key=spec.key, defaults={"name": spec.name, "kind": spec.kind, "digest": spec.digest}
        )
    files = WarcFiles(folder / "warc")
    start = Capture.objects.count()
    texts = [maker.copy() if n % 3 == 2 else maker.article() for n in range(number)]
    with write_transaction():
        for n, text in enumerate(texts, start):
            url = f"http://o{n % 8}.example/news/{n}"
            at = maker.now(n)
            exchange = Exchange(
                url, at, 200, [("Content-Type", "text/html; charset=utf-8")], maker.page(text, at)
            )
            place = files.append(exchange_records(exchange, {}))[0]
            row = Capture.objects.create(
                outlet_id=f"o{n % 8}", kind="article", url=url, final_url=url, key=f"{n:032x}",
                fetched_at=at,
                status=200, content_type="text/html; charset=utf-8", warc=place.warc, offset=place.offset,
                length=place.length, sha256="",
            )  # fmt: skip
            enqueue("parse", str(row.id))
    files.close()


def run(stages: list[str], profile: bool) -> float:
    """Seconds that the stages take to empty their queues."""
    from pipelines.consumer import Consumer
    from pipelines.topology import runners

    made = runners(stages)
    consumer = Consumer(made, until_empty=True)
    if profile:
        import cProfile

        runner, profiler = made[0], cProfile.Profile()
        begun = time.perf_counter()
        profiler.enable()
        while runner.step():
            pass
        profiler.disable()
        profiler.print_stats("tottime")
        runner.stage.close()
        return time.perf_counter() - begun
    begun = time.perf_counter()
    consumer.run()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
