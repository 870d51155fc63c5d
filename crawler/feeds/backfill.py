"""The past of an outlet: its dated archive pages and sitemaps put into the frontier, at low priority."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from crawler.feeds.address_templates import days_between, fill, is_dated
from rasad.archive.frontier import Announcement, Discovered, discover
from rasad.archive.models import Feed
from rasad.outlets.loading import OutletSpec

#: Below everything that is new.
PRIORITY = -10
#: Feed kinds whose address can name a day of the past.
DATED = ("archive", "edition", "sitemap", "listing")


class NothingToFetchError(Exception):
    """The outlet has no feed that leads into the past; the message says what to add to its YAML."""


def backfill(spec: OutletSpec, start: date, end: date, now: datetime) -> Discovered:
    """Each archive page of the days `start` to `end`, both included, becomes due.

    Raises `NothingToFetchError`.

    The pages are fetched and read by the workers like any listing; what they announce is discovered.
    """
    templates = [(feed.kind, feed.url) for feed in spec.feeds if feed.kind in DATED and is_dated(feed.url)]
    if not templates:
        raise NothingToFetchError(
            f"{spec.key} has no dated feed; add one of kind archive with {{jy}}, {{jm}}, {{jd}} "
            f"to {spec.file}"
        )
    new = known = foreign = 0
    with transaction.atomic():
        for kind, url in templates:
            feed = Feed.objects.filter(outlet_id=spec.key, kind=kind, url=url).first()
            pages = [
                Announcement(fill(url, day), {"backfill": day.isoformat()}, _page_kind(kind), PRIORITY)
                for day in days_between(start, end)
            ]
            found = discover(spec, pages, feed=feed.pk if feed else None, now=now)
            new, known, foreign = new + found.new, known + found.known, foreign + found.foreign
    return Discovered(new, known, foreign)


def _page_kind(kind: str) -> str:
    return "edition_page" if kind == "edition" else f"{kind}_page"
