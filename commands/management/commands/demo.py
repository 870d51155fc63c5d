"""`manage.py demo`: the whole journey on an invented city, offline."""

from __future__ import annotations

import json
import signal
import sys
from argparse import SUPPRESS
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.run.folder import PREPARED, DemoError, RunFolder, ports, restart_inside
from demo.run.score import Score, is_good
from demo.servers.mailbox import post_office
from rasad.operation.processes.instance_lock import AlreadyRunningError, instance_lock

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
        parser.add_argument(PREPARED, action="store_true", help=SUPPRESS)

    def handle(self, **options: Any) -> None:
        where = options["data"] or Path("var") / "demo"
        if options["data"] is None and options["once"]:
            raise CommandError("--once wants a folder of its own: give --data DIR (a new or empty folder)")
        folder = RunFolder(where.expanduser().absolute())
        try:
            if not options["prepared"]:
                port = 0 if options["once"] else options["port"]
                restart_inside(folder, index_url=options["index"], web_port=port)
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # unwinds: city and system end, too
            with instance_lock(folder.city):
                self._run(folder, options)
        except AlreadyRunningError as error:
            raise CommandError(f"another demo uses this folder: {error}") from error
        except DemoError as error:
            raise CommandError(str(error)) from error

    def _run(self, folder: RunFolder, options: dict[str, Any]) -> None:
        from demo.run import desk, run
        from demo.run.reviewers import reviewers_at_work

        smtp, web = ports()
        with (
            post_office(folder.city / "received.jsonl", smtp_port=smtp) as post,
            run.city(
                folder,
                seed=options["seed"],
                items=options["items"],
                endless=not options["once"],
                # The first news of a run waits until somebody is there to see it.
                lead=START_SECONDS if options["once"] else 0.0,
            ) as city,
        ):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("load_city", stdout=self.stderr)
            # After the units: a unit's own outlet names its unit.
            call_command("load_outlets", stdout=self.stderr)
            desk.prepare(post.webhook_port)
            if options["once"]:
                plan = run.RunPlan(
                    options["seed"], web, options["index"], options["kills"], options["timeout"]
                )
                self._show(*run.run_once(folder, plan, city, post, self.stderr.write), options["json"])
            else:
                self.stdout.write(f"\n  The city's own front page (شهر نمایشی): {city.control}/")
                self.stdout.write(desk.show_login(folder))
                self.stdout.flush()
                with reviewers_at_work(desk.password_of(folder), options["seed"]):
                    run.run_live(web)

    def _show(self, found: Score, figures: dict[str, Any], as_json: bool) -> None:
        """The figures; exit code 1 where a promise was not kept."""
        for line in found.failures[:50]:
            self.stderr.write(line)
        if as_json:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{name:>26}  {value}" for name, value in figures.items()))
        self.stdout.flush()
        if figures["not_settled"] or not is_good(found):
            sys.exit(1)
