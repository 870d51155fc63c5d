"""How outlets are reached: what stands before them, and the proxies that fail, as plain values."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max

from rasad.archive.frontier import FetchOutcome
from rasad.archive.models import Feed, Frontier, Heartbeat, Outlet

#: Outcomes that say something of the way to an outlet, not of its pages; the gravest first.
BARRIERS = (
    FetchOutcome.NO_PROXY,
    FetchOutcome.PROXY_DOWN,
    FetchOutcome.BLOCKED,
    FetchOutcome.CHALLENGED,
    FetchOutcome.NO_BROWSER,
)
_ALIVE = timedelta(minutes=1)


def ways(now: datetime) -> dict[str, Any]:
    """`outlets`: those that cannot be read for what stands before them; `proxies`: those that fail now.

    Of an outlet: `outlet, name, barrier` (an outcome), `feeds` and `pages` that wait, `error`: the last
    sentence about it.
    """
    found: dict[str, dict[str, Any]] = {}
    wanted = [str(one) for one in BARRIERS]
    feeds = Feed.objects.filter(enabled=True, last_outcome__in=wanted, outlet__paused=False)
    for key, outcome, number, error in (
        feeds.order_by().values_list("outlet", "last_outcome").annotate(Count("id"), Max("last_error"))
    ):
        _add(found, key, outcome, error, feeds=number)
    waiting = Frontier.objects.filter(
        state=Frontier.State.WAITING, last_outcome__in=wanted, outlet__paused=False, outlet__defined=True
    )
    for key, outcome, number, error in (
        waiting.order_by().values_list("outlet", "last_outcome").annotate(Count("id"), Max("last_error"))
    ):
        _add(found, key, outcome, error, pages=number)
    names = dict(Outlet.objects.filter(pk__in=found).values_list("key", "name"))
    return {
        "outlets": [{"outlet": key, "name": names[key], **found[key]} for key in sorted(found)],
        "proxies": _proxies(now),
    }


def _add(
    found: dict[str, dict[str, Any]], key: str, outcome: str, error: str, feeds: int = 0, pages: int = 0
) -> None:
    row = found.setdefault(key, {"barrier": outcome, "feeds": 0, "pages": 0, "error": error})
    if BARRIERS.index(FetchOutcome(outcome)) < BARRIERS.index(FetchOutcome(row["barrier"])):
        row |= {"barrier": outcome, "error": error}
    row["feeds"] += feeds
    row["pages"] += pages


def _proxies(now: datetime) -> dict[str, str]:
    """The proxies that crawl workers cannot use, with why, by their signs of life."""
    troubles: dict[str, str] = {}
    for detail in Heartbeat.objects.filter(kind="crawl", at__gte=now - _ALIVE).values_list(
        "detail", flat=True
    ):
        troubles |= (detail or {}).get("proxies", {})
    return troubles
