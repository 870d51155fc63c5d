"""`manage.py backfill --outlet X --from … --to …`: fetch an outlet's past, and see how far that has come."""

from __future__ import annotations

import argparse
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from crawler.feeds.backfill import NothingToFetchError, backfill, progress
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.loading import load_outlets
from rasad.persian import dates
from settings.env import env

_SECONDS = 5.0


def _day(text: str) -> date:
    parsed = dates.parse(text, timezone.now())
    if parsed is None:
        raise argparse.ArgumentTypeError(f"«{text}» is no date; write 1405/08/01 or 2026-10-23")
    return timezone.localtime(parsed.at).date()


class Command(BaseCommand):
    """Puts pages of the outlet's lists into the frontier; workers do the rest, and a death costs a page."""

    help = "Fetch an outlet's past: days, months, pages, issues, posts. Without days, show the progress."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options; days are Jalali or Gregorian, both included."""
        parser.add_argument("--outlet", help="its key; without days, only its backfills are shown")
        parser.add_argument("--from", dest="start", type=_day, help="first day")
        parser.add_argument("--to", dest="end", type=_day, help="last day")
        parser.add_argument("--watch", action="store_true", help="show the progress until nothing waits")

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin one, or show how far all have come."""
        outlets = load_outlets(env().outlets)
        key, start, end = options["outlet"], options["start"], options["end"]
        if key is not None and key not in outlets:
            raise CommandError(f"no outlet «{key}» in {env().outlets}")
        if start or end:
            if key is None or not start or not end:
                raise CommandError("a backfill needs --outlet, --from and --to")
            self._begin(outlets[key], start, end)
        while self._show(outlets, key, newest=bool(start)) and options["watch"]:
            time.sleep(_SECONDS)

    def _begin(self, spec: OutletSpec, start: date, end: date) -> None:
        if start > end:
            raise CommandError("--from is after --to")
        try:
            done = backfill(spec, start, end, timezone.now())
        except NothingToFetchError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.new} archive pages became due, {done.known} are read again")

    def _show(self, outlets: dict[str, OutletSpec], key: str | None, *, newest: bool) -> bool:
        """A line for each backfill; whether something waits. `newest`: of the one begun just now only."""
        found = list(progress(key))[: 1 if newest else None]
        for one in found:
            spec = outlets.get(one.backfill.outlet_id)
            self.stdout.write(one.sentence(spec.fetch.delay if spec else 2.0))
        if not found:
            self.stdout.write("nothing was asked for yet")
        self.stdout.flush()
        return any(not one.is_over for one in found)
