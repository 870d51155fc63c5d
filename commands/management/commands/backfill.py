"""`manage.py backfill --outlet X --from … --to …`: fetch an outlet's past."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from crawler.feeds.backfill import NothingToFetchError, backfill
from rasad.outlets.loading import load_outlets
from rasad.persian import dates
from settings.env import env


def _day(text: str) -> date:
    parsed = dates.parse(text, timezone.now())
    if parsed is None:
        raise argparse.ArgumentTypeError(f"«{text}» is no date; write 1405/08/01 or 2026-10-23")
    return timezone.localtime(parsed.at).date()


class Command(BaseCommand):
    """Puts the archive pages of the days into the frontier; workers do the rest."""

    help = "Put an outlet's archive pages of some days into the frontier."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options; days are Jalali or Gregorian, both included."""
        parser.add_argument("--outlet", required=True)
        parser.add_argument("--from", dest="start", type=_day, required=True, help="first day")
        parser.add_argument("--to", dest="end", type=_day, required=True, help="last day")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many pages became due."""
        spec = load_outlets(env().outlets).get(options["outlet"])
        if spec is None:
            raise CommandError(f"no outlet «{options['outlet']}» in {env().outlets}")
        if options["start"] > options["end"]:
            raise CommandError("--from is after --to")
        try:
            done = backfill(spec, options["start"], options["end"], timezone.now())
        except NothingToFetchError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.new} archive pages became due, {done.known} were known")
