"""The certificate of each outlet and day, reckoned from the records: what was announced, what is stored.

An item belongs to the day on which it was published, as far as that is known: by the stored article, else by
what announced it, else to the day on which it was found. A day with nothing has a certificate, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rasad.archive.frontier.causes import Cause, ItemFate, fetch_cause, is_lost, parse_cause
from rasad.archive.models import Article, Outlet, OutletDay
from rasad.operation.coverage.day_records import DayRecords, ItemRow, day_records, polled_state
from rasad.operation.coverage.estimates import capture_recapture, missing_numbers, number_of
from rasad.persian.dates.jalali import tehran_today


@dataclass
class DayCertificate:
    """One outlet's day. `causes`: why announced items are not found; `reasons`: why it is not `covered`."""

    outlet: str
    name: str
    day: date
    state: str = OutletDay.State.UNKNOWN
    announced: int = 0
    fetched: int = 0
    extracted: int = 0
    stored: int = 0
    indexed: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    reasons: list[str] = field(default_factory=list)
    partial: dict[str, int] = field(default_factory=dict)
    unannounced: int = 0
    holes: dict[str, Any] | None = None
    estimate: dict[str, Any] | None = None
    reconciled: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {**vars(self), "day": self.day.isoformat(), "causes": dict(sorted(self.causes.items()))}


def certificates(day: date, now: datetime, outlets: Collection[str] = ()) -> list[DayCertificate]:
    """The certificates of a day, of every outlet that is crawled or of these, by key.

    Raises `ValueError` for a day to come.
    """
    if day > tehran_today(now):
        raise ValueError(f"{day} is still to come")
    rows = Outlet.objects.filter(defined=True).order_by("pk")
    if outlets:
        rows = rows.filter(pk__in=outlets)
    records = day_records(day, list(rows.values_list("pk", flat=True)))
    return [_certificate(outlet, day, now, records) for outlet in rows]


def _certificate(outlet: Outlet, day: date, now: datetime, records: DayRecords) -> DayCertificate:
    made = DayCertificate(outlet.pk, outlet.name, day)
    items = records.items.get(outlet.pk, [])
    articles = records.articles.get(outlet.pk, {})
    lost = _count(made, items, records, now)
    made.unannounced = len(articles.keys() - {item.article for item in items})
    made.partial = dict(sorted(Counter(q for q in articles.values() if q in ("thin", "paywall")).items()))
    made.holes = _holes(outlet.pk, records.numbers.get(outlet.pk, []))
    feed, other = records.channels(outlet.pk)
    made.estimate = capture_recapture(feed, other)
    made.reconciled = records.reconciled.get(outlet.pk)
    made.reasons = [*(["lost"] if lost else []), *polled_state(outlet, day, now, records)]
    made.state = _state(made.reasons)
    return made


def _count(made: DayCertificate, items: Sequence[ItemRow], records: DayRecords, now: datetime) -> int:
    """Fill in the figures; returns how many items are lost."""
    lost, known = 0, set[str]()
    for row in items:
        item = row.item
        repeated = bool(item.article) and item.article in known
        if repeated and not row.channels:
            continue  # the address that a redirect led to: nobody announced it
        known.add(item.article)
        made.announced += 1
        made.fetched += item.fetched
        cause = _cause(item, repeated, row, made, records)
        if cause is None:
            continue
        made.causes[str(cause)] += 1
        lost += is_lost(cause, item.discovered_at, now)
    return lost


def _cause(
    item: ItemFate, repeated: bool, row: ItemRow, made: DayCertificate, records: DayRecords
) -> Cause | None:
    """Why the item is not found by search; None where it is. Counts how far it came."""
    if not item.fetched and not item.article:
        return fetch_cause(item)
    if repeated:
        made.extracted += 1
        return Cause.DUPLICATE
    if not item.article:
        cause = parse_cause(item)
        if row.capture_pending:
            cause = Cause.PENDING
        made.extracted += cause is Cause.RULES_BROKEN
        return cause
    made.extracted += 1
    made.stored += 1
    if item.article in records.waiting:
        return Cause.PENDING
    if item.article in records.quarantined:
        return Cause.QUARANTINED
    made.indexed += 1
    return None


def _holes(outlet: str, keys: Iterable[str]) -> dict[str, Any] | None:
    """Numbers between the day's first and last that nothing here has; None where numbers say nothing."""
    named = {number: key for key in keys if (number := number_of(key)) is not None}
    missing = missing_numbers(named)
    if missing is None:
        return None
    example = next(iter(named.values()))
    stem = example[: len(example) - len(str(number_of(example)))]
    wanted = [f"{stem}{number}" for number in missing[:2000]]
    there = set(Article.objects.filter(outlet=outlet, item_key__in=wanted).values_list("item_key", flat=True))
    unknown = [key for key in wanted if key not in there]
    return {"first": min(named), "last": max(named), "missing": len(unknown), "examples": unknown[:20]}


_UNKNOWN = frozenset({"not-polled", "paused", "before", "no-feeds"})


def _state(reasons: Sequence[str]) -> str:
    if not reasons:
        return OutletDay.State.COVERED
    if "lost" not in reasons and _UNKNOWN & set(reasons):
        return OutletDay.State.UNKNOWN
    return OutletDay.State.GAP


def keep(found: Iterable[DayCertificate], now: datetime) -> int:
    """Write certificates down, each over its last; how many."""
    number = 0
    for one in found:
        data = one.to_json()
        columns = ("state", "announced", "fetched", "extracted", "stored", "indexed")
        rest = {name: value for name, value in data.items() if name not in (*columns, "outlet", "day")}
        OutletDay.objects.update_or_create(
            outlet_id=one.outlet,
            day=one.day,
            defaults={**{name: data[name] for name in columns}, "figures": rest, "reckoned_at": now},
        )
        number += 1
    return number
