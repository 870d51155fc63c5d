"""The usual rhythm of an outlet's new articles, by hour and weekday, and when its silence is none of it.

Hours without an article are counted by how many articles they usually bring: a night of nothing says little,
two hours of nothing at noon say much. Copies of pages and second looks are no articles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from rasad.archive.models import Article, Outlet, OutletRhythm
from rasad.persian.dates.jalali import TEHRAN, tehran_today, weekday

#: Days of history that make the rhythm.
HISTORY = 28
HOURS = 7 * 24
#: So many articles were to be expected since the last one: by chance alone that is one case in a thousand.
EXPECTED = 7.0
SHORTEST_SILENCE = timedelta(hours=1)
#: Without a rhythm: nothing new for so long.
SILENT = timedelta(hours=24)
_LEAST_DAYS = 3.0
_HOUR = timedelta(hours=1)


def reckon_rhythms(now: datetime) -> int:
    """Write each outlet's rhythm from its articles of the last weeks; how many outlets have one."""
    since = now - timedelta(days=HISTORY)
    slots: defaultdict[str, Counter[int]] = defaultdict(Counter)
    days: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, datetime] = {}
    rows = Article.objects.filter(at__gte=since, at__lt=now).exclude(capture=None)
    for outlet, at, precision in rows.values_list("outlet", "at", "published_precision").iterator():
        first[outlet] = min(at, first.get(outlet, at))
        days[outlet][tehran_today(at).isoformat()] += 1
        if precision != Article.Precision.DAY:
            slots[outlet][_slot(at)] += 1
    known = set(Outlet.objects.filter(pk__in=first).values_list("pk", flat=True))
    for outlet in sorted(known):
        span = (now - first[outlet]).total_seconds() / 86400
        OutletRhythm.objects.update_or_create(
            pk=outlet,
            defaults={
                "hours": _means(slots[outlet], span) if span >= _LEAST_DAYS else [],
                "weeks": round(span / 7, 2),
                "days": dict(sorted(days[outlet].items())),
                "reckoned_at": now,
            },
        )
    return len(known)


def _slot(at: datetime) -> int:
    local = at.astimezone(TEHRAN)
    return weekday(local.date()) * 24 + local.hour


def _means(counts: Counter[int], days: float) -> list[float]:
    """Articles in each hour of a week; under two weeks of history all days count alike."""
    if days >= 14:
        return [round(counts[slot] / (days / 7), 3) for slot in range(HOURS)]
    daily = [sum(counts[day * 24 + hour] for day in range(7)) / days for hour in range(24)]
    return [round(daily[slot % 24], 3) for slot in range(HOURS)]


def expected_since(hours: Sequence[float], since: datetime, now: datetime) -> float:
    """How many articles usually come between two times; at most a week is looked at."""
    if len(hours) != HOURS:
        return 0.0
    at, total = max(since, now - timedelta(days=7)), 0.0
    while at < now:
        end = min(now, at.replace(minute=0, second=0, microsecond=0) + _HOUR)
        total += hours[_slot(at)] * ((end - at) / _HOUR)
        at = end
    return total


def is_silent(last: datetime | None, hours: Sequence[float], now: datetime) -> bool:
    """Whether an outlet whose newest article came at `last` has been quiet for longer than is usual."""
    if last is None:
        return False
    if len(hours) != HOURS or not any(hours):
        return now - last > SILENT
    quiet = now - last > SHORTEST_SILENCE and expected_since(hours, last, now) >= EXPECTED
    return quiet or now - last > 7 * SILENT
