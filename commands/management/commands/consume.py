"""`manage.py consume`: run the pipeline's stages."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import CommandError

from pipelines.consumer import Consumer
from pipelines.topology import BY_NAME, runners
from rasad.archive.jobs.lease_holders import take_short_turns
from rasad.operation.processes.part_command import PartCommand
from rasad.search.errors import SearchError
from settings.logs import name_process


class Command(PartCommand):
    help = f"Run the stages {', '.join(BY_NAME)} (all, or those named)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stages", default=",".join(BY_NAME), help="comma-separated; default: all")
        parser.add_argument("--until-empty", action="store_true", help="end when nothing is left to do")

    def handle(self, *args: Any, **options: Any) -> None:
        name_process("consume")
        take_short_turns()
        names = [name.strip() for name in options["stages"].split(",") if name.strip()]
        unknown = sorted(set(names) - set(BY_NAME))
        if unknown or not names:
            raise CommandError(f"unknown stages: {', '.join(unknown)}; known: {', '.join(BY_NAME)}")
        try:
            consumer = Consumer(runners(names), until_empty=options["until_empty"])
        except SearchError as error:
            raise CommandError(str(error)) from error

        def stop(number: int, frame: FrameType | None) -> None:
            consumer.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        consumer.run()
