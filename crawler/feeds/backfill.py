"""The past of an outlet: pages of its lists put into the frontier, and how far that has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from crawler.feeds.backfill_walk import BackfillStep, first_pages
from crawler.feeds.poll_pages import PAGED
from rasad.archive.frontier import Discovered, discover
from rasad.archive.models import LIST_PAGES, Backfill, Feed, Frontier
from rasad.outlets.definitions import FeedSpec, OutletSpec
from rasad.persian.dates.jalali import tehran_today

#: Feeds that are maps of the site.
MAPS = ("sitemap", "news_sitemap")
State = Frontier.State


class NothingToFetchError(Exception):
    """The outlet has no feed that leads into the past; the message says what to add to its YAML."""


def backfill(spec: OutletSpec, start: date, end: date, now: datetime) -> Discovered:
    """The pages from which the days `start` to `end`, both included, can be reached become due.

    The workers fetch and read them like any listing, each as a row of the frontier; what they announce of
    those days is discovered. Asked for again, they are read again. Raises `NothingToFetchError`.
    """
    ways = feeds_into_the_past(spec)
    if not ways:
        raise NothingToFetchError(
            f"{spec.key} has no feed that leads into the past; add to {spec.file} one of kind archive "
            f"with {{jy}}, {{jm}}, {{jd}}, one of kind listing with {{page}} or a next link, or its sitemap"
        )
    new = known = foreign = 0
    with transaction.atomic():
        asked = Backfill.objects.create(outlet_id=spec.key, start=start, end=end, created_at=now)
        for one in ways:
            feed = Feed.objects.filter(outlet_id=spec.key, kind=one.kind, url=one.address).first()
            step = BackfillStep(asked.pk, one.kind, one.address, start, end)
            pages = [step.announce(url) for url in first_pages(step, one, tehran_today(now))]
            found = discover(spec, pages, feed=feed.pk if feed else None, now=now, backfill=asked.pk)
            new, known, foreign = new + found.new, known + found.known, foreign + found.foreign
    return Discovered(new, known, foreign)


def feeds_into_the_past(spec: OutletSpec) -> list[FeedSpec]:
    """The feeds by which an outlet's past can be reached: those of days, months or years where it has any."""
    dated = [feed for feed in spec.polled if feed.template.unit is not None]
    return dated or [
        feed
        for feed in spec.polled
        if feed.kind in (*PAGED, "sitemap") or feed.template.names or feed.next or feed.kind == "json"
    ]


@dataclass(frozen=True)
class BackfillProgress:
    """How far a backfill has come: pages of lists, and the items that were new on them."""

    backfill: Backfill
    lists_read: int = 0
    lists_waiting: int = 0
    lists_failed: int = 0
    items_fetched: int = 0
    items_waiting: int = 0
    items_failed: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing of it waits."""
        return not self.lists_waiting and not self.items_waiting

    def sentence(self, delay: float) -> str:
        """One line for a person; `delay`: seconds between two requests."""
        made = self.backfill
        left = (self.lists_waiting + self.items_waiting) * delay
        about = "done" if self.is_over else f"at least {max(1, round(left / 60))} min to go"
        lists = f"{self.lists_read} read, {self.lists_waiting} waiting, {self.lists_failed} failed"
        items = f"{self.items_fetched} fetched, {self.items_waiting} waiting, {self.items_failed} failed"
        return f"{made.outlet_id} {made.start}..{made.end}: lists {lists}; items {items}; {about}"


def progress(outlet: str | None = None) -> Iterator[BackfillProgress]:
    """The progress of all backfills, or of an outlet's, the newest first."""
    made = Backfill.objects.all() if outlet is None else Backfill.objects.filter(outlet_id=outlet)
    for one in made.order_by("-pk"):
        rows = Frontier.objects.filter(backfill=one).values_list("kind", "state").annotate(Count("pk"))
        counts: dict[str, int] = {}
        for kind, state, number in rows:
            what = "lists" if kind in LIST_PAGES else "items"
            done = {State.DONE: "read" if what == "lists" else "fetched", State.DEAD: "failed"}
            name = f"{what}_{done.get(state, 'waiting')}"
            counts[name] = counts.get(name, 0) + number
        yield BackfillProgress(one, **counts)
