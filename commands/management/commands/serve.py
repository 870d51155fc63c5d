"""`manage.py serve`: the web part alone, on granian."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from rasad.operation.processes.part_command import PartCommand
from rasad.operation.processes.ports import PortError
from search_api.server import serve
from settings.logs import name_process


class Command(PartCommand):
    help = "Serve the pages and the API; Ctrl-C ends it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--workers", type=int, default=2, help="processes")
        parser.add_argument("--threads", type=int, default=4, help="requests a process handles at once")

    def handle(self, **options: Any) -> None:
        name_process("serve")
        try:
            serve(options["host"], options["port"], options["workers"], options["threads"])
        except PortError as error:
            raise CommandError(str(error)) from error
