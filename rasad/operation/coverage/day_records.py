"""The records behind a day's certificates, read in a few statements for all outlets at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from django.db.models import F, QuerySet, Sum

from rasad.archive.frontier.causes import ItemFate
from rasad.archive.frontier.channels import FEED, LIST, RECONCILED, SITEMAP
from rasad.archive.models import (
    Article,
    Capture,
    Feed,
    FeedDay,
    Frontier,
    Job,
    Outlet,
    Quarantine,
    Reconciliation,
)
from rasad.archive.models.evidence import ITEM_KINDS
from rasad.archive.readings.page_reading import announced_date
from rasad.persian.dates.jalali import day_bounds, tehran_today

_CHUNK = 500
_FIELDS = (
    "outlet", "key", "kind", "state", "last_outcome", "last_error", "parsed", "article", "channels",
    "fetched_at", "discovered_at", "hint",
)  # fmt: skip
#: A feed that has failed so often in a row is away.
_AWAY_FROM = 2


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An announced item. `capture_pending`: its page waits to be parsed."""

    key: str
    channels: int
    item: ItemFate
    capture_pending: bool = False

    @property
    def article(self) -> str:
        """The id of its article."""
        return self.item.article


@dataclass
class DayRecords:
    """By outlet: announced items, stored articles (id → quality), item keys, polls, reconciliations."""

    items: dict[str, list[ItemRow]] = field(default_factory=lambda: defaultdict(list))
    articles: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    numbers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    waiting: set[str] = field(default_factory=set)
    quarantined: set[str] = field(default_factory=set)
    polls: dict[str, dict[str, int]] = field(default_factory=dict)
    reconciled: dict[str, dict[str, Any]] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    feeds: set[str] = field(default_factory=set)

    def channels(self, outlet: str) -> tuple[list[str], list[str]]:
        """Keys of the items that feeds announced, and of those that lists and maps did."""
        rows = self.items.get(outlet, [])
        lists = SITEMAP | LIST | RECONCILED
        return [row.key for row in rows if row.channels & FEED], [
            row.key for row in rows if row.channels & lists
        ]


def day_records(day: date, outlets: Sequence[str]) -> DayRecords:
    """Everything that the certificates of a day need."""
    records, wanted = DayRecords(), set(outlets)
    start, end = day_bounds(day)
    stored: list[str] = []
    rows = Article.objects.filter(at__gte=start, at__lt=end).exclude(capture=None)
    for id_, outlet, quality, key in rows.values_list("id", "outlet", "quality", "item_key"):
        if outlet in wanted:
            records.articles[outlet][id_] = quality
            records.numbers[outlet].append(key)
            stored.append(id_)
    _work(records, stored)
    pending = set(
        Capture.objects.filter(fetched_at__gte=start, parsed="", kind__in=("article", "dom"))
        .exclude(held__isnull=False)
        .values_list("key", flat=True)
    )
    for row in _announced(day, start, stored):
        if row["outlet"] in wanted:
            waits = row["fetched_at"] is not None and not row["parsed"] and row["key"] in pending
            records.items[row["outlet"]].append(_item(row, waits))
    _polls(records, day)
    return records


def _announced(day: date, start: datetime, stored: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows of the frontier whose item is of the day: by its article, else by what announced it."""
    rows: QuerySet[Frontier, dict[str, Any]] = Frontier.objects.filter(kind__in=ITEM_KINDS).values(*_FIELDS)
    for part in batched(stored, _CHUNK):
        yield from rows.filter(article__in=part).order_by("-channels", "pk")
    unstored = rows.filter(article="", discovered_at__gte=start)
    for row in unstored.order_by("pk").iterator():
        said = announced_date(row["hint"])
        if tehran_today(said if said is not None else row["discovered_at"]) == day:
            yield row


def _item(row: dict[str, Any], waits: bool) -> ItemRow:
    item = ItemFate(
        state=row["state"],
        outcome=row["last_outcome"],
        parsed=row["parsed"],
        article=row["article"],
        fetched=row["fetched_at"] is not None or bool(row["article"]) or row["kind"] == "post",
        discovered_at=row["discovered_at"],
        error=row["last_error"],
    )
    return ItemRow(row["key"], row["channels"], item, waits)


def _work(records: DayRecords, stored: Sequence[str]) -> None:
    """Which stored articles are not in the index yet, or were given up on the way."""
    stages = (Job.Stage.STORY, Job.Stage.INDEX)
    for part in batched(stored, _CHUNK):
        jobs = Job.objects.filter(stage__in=stages, subject__in=part)
        records.waiting |= set(jobs.values_list("subject", flat=True))
        given_up = Quarantine.objects.filter(stage__in=stages, subject__in=part, replayed_at=None)
        records.quarantined |= set(given_up.values_list("subject", flat=True))


def _polls(records: DayRecords, day: date) -> None:
    sums = FeedDay.objects.filter(day=day).order_by().values(key=F("feed__outlet"))
    for row in sums.annotate(n=Sum("polls"), failed=Sum("failures"), passed=Sum("gaps")):
        records.polls[row["key"]] = {"polls": row["n"], "failures": row["failed"], "gaps": row["passed"]}
    feeds = Feed.objects.filter(enabled=True)
    records.feeds = set(feeds.values_list("outlet", flat=True).distinct())
    records.away = set(feeds.filter(failures__gte=_AWAY_FROM).values_list("outlet", flat=True).distinct())
    checks = Reconciliation.objects.filter(day=day).exclude(finished_at=None).filter(answered__gt=0)
    for check in checks.order_by("asked_at"):
        records.reconciled[check.outlet_id] = {
            "at": check.asked_at.isoformat(),
            "lists": check.answered,
            "new": check.new,
            "reason": check.reason,
        }


def polled_state(outlet: Outlet, day: date, now: datetime, records: DayRecords) -> list[str]:
    """What keeps the day from being known whole: outages, lists that ran over, no look at all."""
    if outlet.paused:
        return ["paused"]
    if outlet.pk not in records.feeds:
        return ["no-feeds"]
    polls = records.polls.get(outlet.pk, {"polls": 0, "failures": 0, "gaps": 0})
    checked = records.reconciled.get(outlet.pk)
    if checked and datetime.fromisoformat(checked["at"]) >= day_bounds(day)[1] - timedelta(hours=1):
        return []  # after the day, its own lists were read whole
    reasons = []
    if day < tehran_today(outlet.created_at):
        reasons.append("before")
    elif polls["polls"] <= polls["failures"]:
        reasons.append("not-polled")
    if polls["gaps"] and not checked:
        reasons.append("passed-by")
    if outlet.pk in records.away and day == tehran_today(now):
        reasons.append("away")
    return reasons
