"""`manage.py schedule`: crawl workers kept alive, and what else happens by the clock."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from rasad.operation.processes.part_command import PartCommand
from settings.env import env


class Command(PartCommand):
    """Runs until SIGTERM or Ctrl-C."""

    help = "Keep crawl workers alive; take back leases, seal WARC files, reload outlets, drop old records."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument("--workers", type=int, default=env().crawl_workers, help="RASAD_CRAWL_WORKERS")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the schedule in this process."""
        from crawler.timetable import Timetable
        from rasad.operation.hourly_tasks import run_hourly_tasks
        from rasad.operation.minutely_tasks import run_minutely_tasks
        from settings.logs import name_process

        name_process("schedule")
        Timetable(options["workers"], hourly=[run_hourly_tasks], minutely=[run_minutely_tasks]).run()
