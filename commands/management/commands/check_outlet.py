"""`manage.py check-outlet X` or `--all`: try feeds and newest pages; what does not hold, with its repair."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rasad.operation.outlet_trials import TOGETHER, check_outlets
from rasad.operation.processes.part_command import PartCommand
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import load_outlets
from rasad.outlets.verdict import OutletVerdict
from settings.env import env

_SECONDS = 240.0


class Command(PartCommand):
    """Crawls into a folder of its own, so trying an outlet leaves no trace in the records."""

    help = "Try outlets: poll their feeds, fetch and compare their newest pages; prints a verdict on each."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument("outlets", nargs="*", metavar="OUTLET", help="keys of outlets")
        parser.add_argument("--all", action="store_true", help="every outlet that is polled")
        parser.add_argument("--pages", type=int, default=15, help="requests of one outlet at most")
        parser.add_argument("--together", type=int, default=TOGETHER, help="outlets that are tried at once")
        parser.add_argument("--json", action="store_true", help="one object a line, as each batch ends")
        parser.add_argument("--answer", type=Path, help="(used by the command itself)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 where all is well, 1 where something needs a person."""
        specs = self._chosen(options)
        if options["answer"]:
            self._check(specs, options)
            return
        for name in ("pages", "together"):
            if not 1 <= options[name] <= 500:
                raise CommandError(f"--{name}: write a number from 1 to 500")
        sick = 0
        for count, verdict in enumerate(
            check_outlets(specs, pages=options["pages"], together=options["together"]), start=1
        ):
            sick += not verdict.fine
            self._show(verdict, options["json"])
            if len(specs) > 1:
                self.stderr.write(f"{count} of {len(specs)} checked, {sick} need a look")
        sys.exit(1 if sick else 0)

    def _chosen(self, options: dict[str, Any]) -> list[OutletSpec]:
        """The outlets that were named, or all that are polled."""
        try:
            known = load_outlets(env().outlets)
        except DefinitionError as error:
            raise CommandError(str(error)) from error
        if options["all"]:
            if options["outlets"]:
                raise CommandError("name outlets, or write --all, not both")
            polled = [spec for spec in known.values() if spec.polled]
            if not polled:
                raise CommandError(f"no outlet of {env().outlets} is polled: none has feeds and a way to it")
            self.stderr.write(f"{len(polled)} outlets are checked; {len(known) - len(polled)} are not polled")
            return polled
        if not options["outlets"]:
            raise CommandError("name an outlet, or write --all")
        for key in options["outlets"]:
            if key not in known:
                raise CommandError(f"no outlet «{key}» in {env().outlets}")
        return [known[key] for key in dict.fromkeys(options["outlets"])]

    def _show(self, verdict: OutletVerdict, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(verdict.to_json(), ensure_ascii=False))
            self.stdout.flush()
            return
        for line in verdict.lines():
            self.stdout.write(line)

    def _check(self, specs: list[OutletSpec], options: dict[str, Any]) -> None:
        from django.core.management import call_command

        from crawler.checks.outlet_check import check

        call_command("migrate", verbosity=0)
        verdicts = check({spec.key: spec for spec in specs}, options["pages"], _SECONDS)
        text = json.dumps([one.to_json() for one in verdicts], ensure_ascii=False)
        options["answer"].write_text(text, encoding="utf-8")
