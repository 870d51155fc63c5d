"""`manage.py import FILE.jsonl`: articles in, one JSON object a line."""
# ruff: noqa: N999 - Django takes a command's name from its module

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rasad.desk.transfer.imports import ImportResult, read, take_in


class Command(BaseCommand):
    help = "Take articles in from JSON lines. Ends with 1 if a line was refused; the others are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a .jsonl file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["file"]
        total = ImportResult()
        try:
            with sys.stdin.buffer if name == "-" else Path(name).open("rb") as file:
                for counts, bad in take_in(read(file)):
                    total = counts
                    for line in bad:
                        self.stderr.write(f"{name}:{line.number}: {line.problem}")
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}") from error
        self.stdout.write(f"{total.new} taken in, {total.known} known already, {total.bad} refused")
        if total.bad:
            sys.exit(1)
