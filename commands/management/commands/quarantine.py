"""`manage.py quarantine`: what stages gave up on, and sending it through again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rasad.archive.jobs import queues
from rasad.archive.models import Quarantine


class Command(BaseCommand):
    help = "List quarantined items, or replay them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("list", "replay"))
        parser.add_argument("ids", nargs="*", type=int, help="replay: these")
        parser.add_argument("--stage", default="")
        parser.add_argument("--reason", default="")
        parser.add_argument("--all", action="store_true", help="replay everything that is open")
        parser.add_argument("--limit", type=int, default=200)

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Quarantine.objects.filter(replayed_at=None).select_related("capture").order_by("id")
        for name in ("stage", "reason"):
            if options[name]:
                rows = rows.filter(**{name: options[name]})
        if options["ids"]:
            rows = rows.filter(id__in=options["ids"])
        if options["action"] == "list":
            for row in rows[: options["limit"]]:
                url = row.capture.url if row.capture else row.subject
                self.stdout.write(
                    f"{row.id}\t{row.stage}\t{row.reason}\t{url}\t{' '.join(row.detail.split())[:200]}"
                )
            self.stdout.write(f"{rows.count()} open")
            return
        if not (options["all"] or options["ids"] or options["stage"] or options["reason"]):
            raise CommandError("say which: ids, --stage, --reason or --all")
        self.stdout.write(f"{queues.replay(rows)} items wait for their stage again")
