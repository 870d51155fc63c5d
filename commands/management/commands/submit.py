"""`manage.py submit`: one item that no crawler reads, with the files that show it."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rasad.desk.audit.actor import Actor
from rasad.desk.errors import ActError
from rasad.desk.submissions.acts import FIELDS, enter
from rasad.desk.submissions.files import LARGEST, HandedFile
from rasad.desk.submissions.platforms import Platform


class Command(BaseCommand):
    help = "Enter an item by hand: an address or a text is enough, files are kept as evidence."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in FIELDS:
            choices = Platform.values if name == "platform" else None
            parser.add_argument(f"--{name}", default="", choices=choices)
        parser.add_argument("--file", action="append", default=[], help="a picture, PDF, film or sound")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor(getpass.getuser(), via="console")
        try:
            files = [_read(Path(name)) for name in options["file"]]
            done = enter(actor, {name: options[name] for name in FIELDS}, files)
        except (ActError, OSError) as error:
            raise CommandError(str(error)) from error
        state = "taken in" if done.new else "known already"
        self.stdout.write(f"submission {done.submission.pk} {state}: {done.submission.url}")


def _read(path: Path) -> HandedFile:
    """A file, one byte over the bound at most: the act refuses it then."""
    with path.open("rb") as file:
        return HandedFile(path.name, file.read(LARGEST + 1))
