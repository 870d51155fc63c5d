"""`manage.py health`: one screen of how Rasad is; exit code 1 when something needs a person."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count, Min
from django.utils import timezone

from rasad.archive.articles.search_index import open_index
from rasad.desk.models import Delivery
from rasad.operation.health.report import collect
from rasad.operation.health.rules import problems_of
from rasad.operation.health.screen import screen
from rasad.operation.outlet_health.figures import age
from settings.env import env


def _index() -> Mapping[str, Any]:
    index = open_index()
    try:
        return index.stats()
    finally:
        index.close()


def deliveries() -> dict[str, Any]:
    """The outbox by state, and since when its oldest message waits."""
    now = timezone.now()
    numbers = dict(Delivery.objects.order_by().values_list("state").annotate(Count("id")))
    open_ones = Delivery.objects.filter(state__in=[Delivery.State.WAITING, Delivery.State.SENDING])
    oldest = open_ones.aggregate(oldest=Min("created_at"))["oldest"]
    states = {state: numbers.get(state, 0) for state in Delivery.State.values}
    refused = open_ones.exclude(last_error="").order_by("-next_try_at").values_list("last_error", flat=True)
    return {**states, "oldest_seconds": age(oldest, now), "last_error": refused.first() or ""}


class Command(BaseCommand):
    help = "Queues, lag, outlets, recall, disk on one screen; exit code 1 when something needs a person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the same as one JSON object")

    def handle(self, **options: Any) -> None:
        report = collect(env().data, _index)
        report["deliveries"] = deliveries()
        needs = problems_of(report)
        if options["json"]:
            report["needs"] = [asdict(need) for need in needs]
            report["ok"] = not needs
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(screen(report, needs))
        if needs:
            sys.exit(1)
