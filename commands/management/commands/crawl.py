"""`manage.py crawl`: one crawl worker, or with --once until nothing is due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from rasad.archive.models import Outlet
from rasad.operation.processes.part_command import PartCommand


class Command(PartCommand):
    """Fetch what is due."""

    help = "Fetch feeds and pages that are due."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--due", action="store_true", help="everything that is due (the default)")
        which.add_argument("--outlet", help="one outlet only")
        parser.add_argument(
            "--once", action="store_true", help="end when nothing is due within a few seconds"
        )
        parser.add_argument("--load", action="store_true", help="load the outlets' YAML first")
        parser.add_argument("--hosts", type=int, default=128, help="hosts crawled at once")
        parser.add_argument("--max-seconds", type=float, default=1800.0)
        parser.add_argument("--max-pages", type=int, default=5000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run in this process; the reactor cannot be started twice, so one run is one process."""
        from crawler.run import crawl
        from crawler.shared_services import Plan
        from rasad.archive.sync_definitions import store_outlets
        from rasad.outlets.errors import DefinitionError
        from rasad.outlets.loading import load_outlets
        from settings.env import env
        from settings.logs import name_process

        name_process("crawl")
        if options["load"]:
            try:
                store_outlets(load_outlets(env().outlets))
            except DefinitionError as error:
                raise CommandError(str(error)) from error
        outlet = options["outlet"]
        if outlet and not Outlet.objects.filter(pk=outlet).exists():
            raise CommandError(f"no outlet «{outlet}» is loaded; manage.py load_outlets reads the YAML")
        pages = crawl(
            Plan(
                hosts=options["hosts"],
                once=options["once"],
                outlet=outlet,
                max_seconds=options["max_seconds"],
                max_pages=options["max_pages"],
            )
        )
        if options["once"]:
            self.stdout.write(f"{pages} requests")
