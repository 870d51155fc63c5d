"""`manage.py check-outlet X`: try an outlet's feeds and newest pages, and say how it went."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from rasad.operation.part_command import PartCommand
from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import load_outlets
from settings.env import ROOT, env


class Command(PartCommand):
    """Crawls into a folder of its own, so trying an outlet leaves no trace in the records."""

    help = "Try an outlet: poll its feeds, fetch its newest pages, read them; prints a verdict."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument("outlet")
        parser.add_argument("--pages", type=int, default=15, help="requests at most")
        parser.add_argument("--inner", action="store_true", help="(used by the command itself)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 where all is well, 1 where something needs a person."""
        try:
            spec = load_outlets(env().outlets).get(options["outlet"])
        except DefinitionError as error:
            raise CommandError(str(error)) from error
        if spec is None:
            raise CommandError(f"no outlet «{options['outlet']}» in {env().outlets}")
        if not options["inner"]:
            with tempfile.TemporaryDirectory(prefix="rasad-check-") as folder:
                own = {**os.environ, "RASAD_DATA": folder, "DATABASE_URL": ""}
                words = ["check_outlet", spec.key, "--pages", str(options["pages"]), "--inner"]
                done = subprocess.run([sys.executable, str(ROOT / "manage.py"), *words], env=own, check=False)
            sys.exit(done.returncode)
        self._inner(spec, options["pages"])

    def _inner(self, spec: Any, pages: int) -> None:
        from django.core.management import call_command

        from crawler.checks.outlet_check import judge
        from crawler.run import crawl
        from crawler.shared_services import Plan
        from rasad.archive.definition_records import store_outlets

        call_command("migrate", verbosity=0)
        store_outlets({spec.key: spec})
        since = timezone.now()
        crawl(Plan(hosts=4, once=True, outlet=spec.key, max_pages=pages, max_seconds=120.0))
        verdict = judge(spec, since)
        for line in verdict.lines:
            self.stdout.write(line)
        self.stdout.write(f"{spec.name} ({spec.key}): {'fine' if verdict.fine else 'needs a look'}")
        sys.exit(0 if verdict.fine else 1)
