"""`manage.py analyze TEXT`: the tokens of a text, one JSON object a line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rasad.persian import LexiconMissingError, analyze


class Command(BaseCommand):
    help = "The tokens of a text as JSON lines: exact, stem, start, end. Without TEXT, standard input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", nargs="*", help="the text; several are joined by a space")

    def handle(self, *args: Any, **options: Any) -> None:
        text = " ".join(options["text"]) or sys.stdin.read()
        try:
            for token in analyze(text):
                self.stdout.write(json.dumps(token._asdict(), ensure_ascii=False))
        except LexiconMissingError as error:
            raise CommandError(str(error)) from None
