"""`manage.py audit_stems FILE | --demo | --hazm`: written forms whose stem differs, commonest first."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rasad.persian.lexicon.audit import changed_forms, hazm_words, read_texts


class Command(BaseCommand):
    help = "The most frequent written forms whose stem differs, for a person to read: form, stem, times."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("file", nargs="?", type=Path, help="a UTF-8 text file")
        source.add_argument("--demo", action="store_true", help="the demo city's invented news")
        source.add_argument("--hazm", action="store_true", help="hazm's words, most frequent first")
        parser.add_argument("--limit", type=int, default=2000)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"]:
            if not options["file"].is_file():
                raise CommandError(f"there is no file {options['file']}")
            texts = read_texts(options["file"])
        else:
            texts = _demo_texts() if options["demo"] else hazm_words()
        for form, stem, times in changed_forms(texts, options["limit"]):
            self.stdout.write(f"{form}\t{stem}\t{times}")


def _demo_texts() -> Iterator[str]:
    from demo.texts.stories import Writer

    writer = Writer(1)
    for _ in range(400):
        text = writer.event(size=6).text
        yield "\n".join((text.kicker, text.title, text.lead, *text.paras))
