"""The figures of each outlet that is crawled, as plain values; they change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from rasad.archive.frontier import FetchOutcome
from rasad.archive.models import Feed, FeedDay, Frontier, Host, Outlet, OutletRhythm
from rasad.operation.outlet_health.changes import changes
from rasad.operation.outlet_health.rhythm import expected_since, is_silent
from rasad.persian.dates.jalali import tehran_today

RECALL_DAYS = 7
SETTLED = timedelta(hours=1)  # an address discovered later than that may still be on its way
#: Seconds of an answer from which on a host is called slow.
SLOW_SECONDS = 8.0
#: Why a row is no loss: it is no item, or it is the outlet's own will that it is not had.
EXCUSED = ("not_article", "thin", "soft_gone", "gone")
_EXCUSED_OUTCOMES = (FetchOutcome.ROBOTS, FetchOutcome.GONE, FetchOutcome.FOREIGN)
_WELL = ("", "ok", "unchanged", "not_modified", "gone", "on_page")


def age(then: datetime | None, now: datetime) -> float | None:
    """Seconds since then, never negative; None stays None."""
    return max(0.0, round((now - then).total_seconds(), 1)) if then else None


def outlets(now: datetime) -> list[dict[str, Any]]:
    """Each outlet in use: when last seen, its trouble, and how much of what it announced is stored."""
    feeds, failing, days = _feeds(), _failing_feeds(), _days(now)
    pages, recall, changed = _failing_pages(), _recall(now), changes(tehran_today(now))
    rhythms = dict(OutletRhythm.objects.values_list("outlet", "hours"))
    result = []
    for outlet in Outlet.objects.filter(defined=True).order_by("key"):
        feed, past, here = feeds.get(outlet.key, {}), days.get(outlet.key, {}), recall.get(outlet.key, {})
        discovered, stored = here.get("discovered", 0), here.get("stored", 0)
        last, hours = outlet.last_article_at, rhythms.get(outlet.key, [])
        trouble = failing.get(outlet.key, ("", ""))
        result.append(
            {
                "outlet": outlet.key,
                "name": outlet.name,
                "kind": outlet.kind,
                "paused": outlet.paused,
                "pause_reason": outlet.pause_reason,
                "last_capture_at": _iso(outlet.last_capture_at),
                "last_article_at": _iso(last),
                "capture_age_seconds": age(outlet.last_capture_at, now),
                "article_age_seconds": age(last, now),
                "silent": is_silent(last, hours, now),
                "expected": round(expected_since(hours, last, now), 1) if last and hours else None,
                "feeds": feed.get("feeds", 0),
                "failures": feed.get("failures") or 0,
                "last_outcome": trouble[0],
                "last_error": trouble[1],
                "failing_pages": pages.get(outlet.key, {}),
                "polled_age_seconds": age(feed.get("polled"), now),
                "polls": past.get("polls", 0),
                "failed_polls": past.get("failed", 0),
                "announced": past.get("announced", 0),
                "new": past.get("new", 0),
                "gaps": past.get("gaps", 0),
                "discovered": discovered,
                "recall": round(stored / discovered, 4) if discovered else None,
                **changed.get(outlet.key, {}),
            }
        )
    return result


def _feeds() -> dict[str, dict[str, Any]]:
    rows = Feed.objects.filter(enabled=True).order_by().values("outlet")
    return {
        row["outlet"]: dict(row)
        for row in rows.annotate(
            feeds=Count("id"),
            failures=Max("failures"),
            polled=Max("last_polled_at"),
            next=Min("next_poll_at"),
        )
    }


def _failing_feeds() -> dict[str, tuple[str, str]]:
    """Outlet → (outcome, error) of the feed that has failed most often."""
    rows = Feed.objects.filter(enabled=True, failures__gt=0).order_by("failures")
    return {key: (how, error) for key, how, error in rows.values_list("outlet", "last_outcome", "last_error")}


def _failing_pages() -> dict[str, dict[str, int]]:
    """Outlet → outcome → pages that wait for another try after it."""
    rows = Frontier.objects.filter(state=Frontier.State.WAITING).exclude(last_outcome__in=_WELL)
    found: dict[str, dict[str, int]] = {}
    counted = rows.order_by().values_list("outlet", "last_outcome").annotate(number=Count("id"))
    for outlet, outcome, number in counted:
        found.setdefault(outlet, {})[outcome] = number
    return found


def _days(now: datetime) -> dict[str, dict[str, Any]]:
    rows = FeedDay.objects.filter(day__gte=tehran_today(now) - timedelta(days=RECALL_DAYS)).order_by()
    return {
        row["feed__outlet"]: dict(row)
        for row in rows.values("feed__outlet").annotate(
            polls=Sum("polls"),
            failed=Sum("failures"),
            announced=Sum("announced"),
            new=Sum("new"),
            gaps=Sum("gaps"),
        )
    }


def _recall(now: datetime) -> dict[str, Mapping[str, int]]:
    """Of the items announced in a week that the outlet lets us have: how many, and how many are stored."""
    settled = Frontier.objects.filter(
        discovered_at__gte=now - timedelta(days=RECALL_DAYS),
        discovered_at__lte=now - SETTLED,
        kind__in=("article", "post"),
    )
    excused = Q(article="") & (
        Q(parsed__in=EXCUSED)
        | Q(state=Frontier.State.DEAD, last_outcome__in=[str(one) for one in _EXCUSED_OUTCOMES])
    )
    rows = settled.exclude(excused).order_by().values("outlet")
    return {
        row["outlet"]: {"discovered": row["discovered"], "stored": row["stored"]}
        for row in rows.annotate(discovered=Count("id"), stored=Count("id", filter=~Q(article="")))
    }


def slow_hosts() -> list[dict[str, Any]]:
    """Hosts that take long to answer, with the outlets whose feeds are there."""
    slow = list(Host.objects.filter(seconds__gte=SLOW_SECONDS).order_by("-seconds")[:50])
    feeds = Feed.objects.filter(host__in=[host.name for host in slow], enabled=True, outlet__paused=False)
    names: dict[str, dict[str, str]] = {}
    for host, key, name in feeds.values_list("host", "outlet", "outlet__name").distinct():
        names.setdefault(host, {})[key] = name
    return [
        {"host": host.name, "seconds": host.seconds, "outlets": names[host.name]}
        for host in slow
        if host.name in names
    ]


def _iso(then: datetime | None) -> str | None:
    return then.isoformat() if then else None
