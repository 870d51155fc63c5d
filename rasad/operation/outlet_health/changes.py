"""What changed in an outlet's figures from one day to the next: its volume, and how well its rules hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import sqrt
from typing import Any

from django.db.models import Sum

from rasad.archive.models import FeedDay, OutletReading, OutletRhythm

#: Whole days that are compared with those before.
RECENT, BEFORE = 3, 7
LEAST_A_DAY = 4.0
FELL, ROSE = 0.5, 2.5
_SURE = 3.0
#: A rule that held on so much less of the pages than before is wearing out.
DECAY = 0.2
_LEAST_PAGES = 10


def volume_change(days: Mapping[str, int], today: date) -> dict[str, float] | None:
    """How many articles a day there were, and are in the last days; None where that is usual.

    Each day is compared with the same weekday before, where there are two, so that no Friday is an alarm.
    """
    counts = {date.fromisoformat(day): number for day, number in days.items()}
    if not counts or (today - min(counts)).days < RECENT + BEFORE:
        return None
    recent = [today - timedelta(days=back) for back in range(1, RECENT + 1)]
    before = [day for day in _span(min(counts), recent[-1]) if day < recent[-1]]
    usual = sum(_usual(day, before, counts) for day in recent)
    now = sum(counts.get(day, 0) for day in recent)
    if usual < LEAST_A_DAY * RECENT:
        return None
    spread = sqrt(usual + 0.04 * usual * usual)  # news comes in heaps: more than a Poisson's
    changed = now <= FELL * usual or now >= ROSE * usual
    if not changed or abs(now - usual) < _SURE * spread / (1 if now > usual else 2):
        return None
    return {"usual": round(usual / RECENT, 1), "now": round(now / RECENT, 1)}


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _usual(day: date, before: Sequence[date], counts: Mapping[date, int]) -> float:
    same = [counts.get(one, 0) for one in before if one.weekday() == day.weekday()]
    every = [counts.get(one, 0) for one in before]
    chosen = same if len(same) > 1 else every
    return sum(chosen) / len(chosen)


def decayed_fields(days: Mapping[str, Any], today: date) -> dict[str, tuple[float, float]]:
    """Field → the shares of pages on which its rule held before and holds now, where that fell markedly."""
    recent = {(today - timedelta(days=back)).isoformat() for back in range(RECENT + 1)}
    found: dict[str, tuple[float, float]] = {}
    for name in {name for fields in days.values() for name in fields}:
        now, then = _share(days, name, recent, within=True), _share(days, name, recent, within=False)
        if now is not None and then is not None and then - now >= DECAY:
            found[name] = (round(then, 2), round(now, 2))
    return found


def _share(days: Mapping[str, Any], name: str, recent: set[str], *, within: bool) -> float | None:
    pairs = [fields[name] for day, fields in days.items() if (day in recent) is within and name in fields]
    pages = sum(pages for _, pages in pairs)
    return sum(held for held, _ in pairs) / pages if pages >= _LEAST_PAGES else None


def changes(today: date) -> dict[str, dict[str, Any]]:
    """Outlet → what changed: `volume` with its likely cause, `decay` by field."""
    found: dict[str, dict[str, Any]] = {}
    for row in OutletRhythm.objects.all():
        change = volume_change(row.days, today)
        if change is not None:
            found[row.outlet_id] = {"volume": {**change, "cause": _cause(row.outlet_id, change, today)}}
    for reading in OutletReading.objects.filter(broken_since=None):
        fields = decayed_fields(reading.days, today)
        if fields:
            found.setdefault(reading.outlet_id, {})["decay"] = fields
    return found


def _cause(outlet: str, change: Mapping[str, float], today: date) -> str:
    """The likeliest reason, a key of `rules.VOLUME_CAUSES`."""
    if OutletReading.objects.filter(pk=outlet).exclude(broken_since=None).exists():
        return "rules"
    recent = _polls(outlet, today - timedelta(days=RECENT), today)
    before = _polls(outlet, today - timedelta(days=RECENT + BEFORE), today - timedelta(days=RECENT))
    if recent["failures"] * 3 > recent["polls"]:
        return "failing"
    if change["now"] > change["usual"]:
        return "more_announced" if recent["new"] > before["new"] * RECENT / BEFORE else "backlog"
    if recent["new"] < 0.7 * before["new"] * RECENT / BEFORE:
        return "fewer_announced"
    return "refused"


def _polls(outlet: str, first: date, until: date) -> dict[str, int]:
    rows = FeedDay.objects.filter(feed__outlet=outlet, day__gte=first, day__lt=until)
    sums = rows.aggregate(polls=Sum("polls"), failures=Sum("failures"), new=Sum("new"))
    return {name: number or 0 for name, number in sums.items()}
