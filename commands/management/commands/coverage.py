"""`manage.py coverage [--day D] [--outlet X] [--json]`: what of each outlet's day is here, and why not."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commands.lines import write_lines
from rasad.archive.models import Outlet
from rasad.operation.coverage.certificate import DayCertificate, certificates, keep
from rasad.operation.coverage.words import STATES
from rasad.persian.dates.jalali import format_numeric, tehran_today
from rasad.search.query.date_spans import day_bounds


class Command(BaseCommand):
    help = "The coverage certificate of a day, per outlet: announced, fetched, extracted, stored, indexed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", default="", help="a Jalali or Gregorian day; today without it")
        parser.add_argument("--outlet", default="", help="only this one")
        parser.add_argument("--json", action="store_true", help="one JSON object an outlet, one a line")

    def handle(self, *args: Any, **options: Any) -> None:
        now, outlet = timezone.now(), options["outlet"]
        if outlet and not Outlet.objects.filter(pk=outlet, defined=True).exists():
            raise CommandError(f"no outlet {outlet!r} that is crawled")
        try:
            found = certificates(_day(options["day"]), now, [outlet] if outlet else [])
        except ValueError as error:
            raise CommandError(str(error)) from None
        keep(found, now)
        if options["json"]:
            write_lines(self.stdout, (json.dumps(one.to_json(), ensure_ascii=False) for one in found))
        else:
            write_lines(self.stdout, _table(found))


def _day(text: str) -> date:
    now = timezone.now()
    if not text:
        return tehran_today(now)
    span = day_bounds(text, now)
    if span is None:
        raise CommandError(f"{text!r} is no day; write 1405/08/23 or 2026-11-14")
    return tehran_today(span[0])


def _table(found: Sequence[DayCertificate]) -> list[str]:
    if not found:
        return ["no outlet is defined: `manage.py load-outlets`"]
    head = f"{'outlet':<22} {'state':<9} {'announced':>9} {'fetched':>8} {'stored':>7} {'indexed':>8}  why"
    lines = [f"coverage of {found[0].day} ({format_numeric(found[0].day)})", head]
    for one in found:
        why = [f"{number} {cause}" for cause, number in sorted(one.causes.items())] + one.reasons
        if one.estimate:
            why.append(f"{one.estimate['low']:g}–{one.estimate['high']:g} in all by two channels")
        if one.holes and one.holes["missing"]:
            why.append(f"{one.holes['missing']} numbers missing")
        lines.append(
            f"{one.outlet:<22} {one.state:<9} {one.announced:>9} {one.fetched:>8} {one.stored:>7} "
            f"{one.indexed:>8}  {', '.join(why)}"
        )
    counts = {state: sum(one.state == state for one in found) for state in STATES}
    lines.append(", ".join(f"{number} {state}" for state, number in counts.items()))
    return lines
