"""`manage.py load_outlets`: bring the records to what the outlets' YAML says."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rasad.archive.sync_definitions import store_outlets
from rasad.outlets.errors import DefinitionError
from rasad.outlets.loading import load_outlets
from settings.env import env


class Command(BaseCommand):
    """Read RASAD_OUTLETS; pauses and polling state are kept."""

    help = "Load the outlets' YAML (RASAD_OUTLETS) into the records."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what changed; a wrong entry is refused with its place and remedy, and nothing changes."""
        try:
            done = store_outlets(load_outlets(env().outlets))
        except DefinitionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.defined} outlets: {done.new} new, {done.changed} changed, {done.gone} gone")
