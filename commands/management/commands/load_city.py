"""`manage.py load_city`: units and topics from RASAD_CITY into the records."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rasad.archive.sync_definitions import store_city
from rasad.outlets.city import load_city
from rasad.outlets.errors import DefinitionError
from settings.env import env


class Command(BaseCommand):
    help = "Check the city's file (RASAD_CITY) and load its units and topics."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            city = load_city(env().city)
        except DefinitionError as error:
            raise CommandError(str(error)) from error
        units, topics = store_city(city)
        self.stdout.write(f"{city.city}: {units} units, {topics} topics")
