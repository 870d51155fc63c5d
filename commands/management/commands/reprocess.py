"""`manage.py reprocess`: the stages again, from the evidence."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pipelines.reprocess import reprocess
from rasad.archive.models import Outlet
from rasad.search.query.date_spans import day_bounds


class Command(BaseCommand):
    help = "Enqueue captures to be parsed again: all, or of one outlet or a span of days (of fetching)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="needed where neither outlet nor days are given"
        )
        parser.add_argument("--outlet", default="")
        parser.add_argument("--from", dest="start", default="", help="a Jalali or Gregorian day")
        parser.add_argument("--to", dest="end", default="", help="a day; it is included")

    def handle(self, *args: Any, **options: Any) -> None:
        outlet = options["outlet"]
        if outlet and not Outlet.objects.filter(key=outlet).exists():
            raise CommandError(f"no outlet {outlet!r}")
        start, end = _day(options["start"], 0), _day(options["end"], 1)
        if not (options["all"] or outlet or start or end):
            raise CommandError("say --all, or narrow it with --outlet, --from, --to")
        number = reprocess(outlet, start, end)
        self.stdout.write(f"{number} captures wait for `manage.py consume`")


def _day(text: str, which: int) -> datetime | None:
    if not text:
        return None
    span = day_bounds(text, timezone.now())
    if span is None:
        raise CommandError(f"{text!r} is no day; write 1405/08/23 or 2026-11-14")
    return span[which]
