"""`manage.py demo`: the whole journey on an invented city, offline."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.handle import Demo
from demo.mailbox import PostOffice, post_office
from demo.run import run
from rasad.operation.instance_lock import AlreadyRunningError, instance_lock

ITEMS = 360
START_SECONDS = 15.0  # from the city's first page to the first crawl


class Command(BaseCommand):
    help = "Run the system on the demo city: for a person to try, or once with a score."
    requires_system_checks: list[str] = []  # `up` checks

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one run without a person, then the score")
        parser.add_argument("--json", action="store_true", help="print the score as one JSON object")
        parser.add_argument("--data", type=Path, help="folder of the run (default: var/demo)")
        parser.add_argument("--seed", type=int, default=1, help="which city")
        parser.add_argument("--items", type=int, default=ITEMS, help="how many items the city publishes")
        parser.add_argument("--index", default="tantivy:", help="tantivy: or the address of Elasticsearch")
        parser.add_argument("--port", type=int, default=8000, help="of the pages (with --once: a free one)")
        parser.add_argument(
            "--kills", type=int, default=0, help="with --once: kill -9 everything so many times, start again"
        )
        parser.add_argument("--timeout", type=float, default=600.0, help="seconds before --once gives up")

    def handle(self, **options: Any) -> None:
        folder = options["data"] or Path("var") / "demo"
        if options["data"] is None and options["once"]:
            raise CommandError("--once wants a folder of its own: give --data DIR (a new or empty folder)")
        place = run.RunFolder(folder.expanduser().absolute())
        if not place.is_prepared():
            run.restart_inside(
                place, index_url=options["index"], web_port=0 if options["once"] else options["port"]
            )
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # unwinds: the city and the system end, too
        try:
            with instance_lock(place.city):
                self._run(place, options)
        except AlreadyRunningError as error:
            raise CommandError(f"another demo uses this folder: {error}") from error
        except run.DemoError as error:
            raise CommandError(str(error)) from error

    def _run(self, place: run.RunFolder, options: dict[str, Any]) -> None:
        smtp, web = run.ports()
        with (
            post_office(place.city / "received.jsonl", smtp_port=smtp) as post,
            run.city(
                place,
                seed=options["seed"],
                items=options["items"],
                endless=not options["once"],
                # The first news of a run waits until somebody is there to see it.
                lead=START_SECONDS if options["once"] else 0.0,
            ) as city,
        ):
            from demo.run import desk  # the desk is empty until the city has written its files

            call_command("migrate", interactive=False, verbosity=0)
            call_command("load_city", stdout=self.stderr)
            # After the units: a unit's own outlet names its unit.
            call_command("load_outlets", stdout=self.stderr)
            desk.prepare(post.webhook_port)
            if options["once"]:
                self._once(place, options, city, post, web)
            else:
                self._live(place, city, web)

    def _live(self, place: run.RunFolder, city: Demo, web: int) -> None:
        """Until Ctrl-C: the supervisor speaks for itself."""
        from demo.run.desk import show_login

        self.stdout.write(f"\n  The city's own front page (شهر نمایشی): {city.control}/")
        self.stdout.write(show_login(place))
        self.stdout.flush()
        system = run.start_here("up", "--port", str(web))
        try:
            system.wait()
        except KeyboardInterrupt:
            pass
        finally:
            run.end(system)

    def _once(
        self, place: run.RunFolder, options: dict[str, Any], city: Demo, post: PostOffice, web: int
    ) -> None:
        from demo.run.process import System
        from demo.run.report import doubled_messages, judge
        from demo.run.wait import wait_until_settled

        began, clock = datetime.now(UTC), time.monotonic()
        system = System(place, ["up", "--port", str(web), "--logs", "terminal"])
        system.plan_kills(options["kills"], seed=options["seed"])
        try:
            while (system.condemned or not city.clock["finished"]) and system.look():
                if time.monotonic() - clock > options["timeout"]:
                    break
                time.sleep(0.1)
            out = datetime.now(UTC)
            left = wait_until_settled(
                out,
                timeout=options["timeout"] - (time.monotonic() - clock),
                alive=system.look,
                say=lambda text: self.stderr.write(f"waiting: {text}"),
            )
            ended, seconds = datetime.now(UTC), time.monotonic() - clock
            if not system.look():
                raise run.DemoError(f"`up` ended by itself: see {place.logs / 'up.log'}")
        finally:
            system.end()
        found, figures = judge(city.truth(), began, ended, kills=system.kills)
        figures |= {
            "delivered_twice": doubled_messages(post.received()),
            "not_settled": left,
            "seconds": round(seconds, 1),
            "city_seconds": round((out - began).total_seconds(), 1),
            "seed": options["seed"],
            "index": options["index"].split(":", 1)[0],
            "kills": system.kills,
            "memory_mb": system.usage.peaks(),
            "cpu_seconds": system.usage.seconds(),
        }
        with tempfile.NamedTemporaryFile(
            "w", dir=place.folder, suffix=".tmp", delete=False, encoding="utf-8"
        ) as file:
            json.dump({**figures, "failures": found.failures}, file, ensure_ascii=False, indent=1)
        Path(file.name).replace(place.folder / "result.json")
        for line in found.failures[:50]:
            self.stderr.write(line)
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{name:>26}  {value}" for name, value in figures.items()))
        self.stdout.flush()
        good = not (found.lost or found.doubled or found.wrong_date or left) and found.story_f1 >= 0.97
        if not good:
            sys.exit(1)
