"""Lists of an outlet that are read again only to check what is known, apart from its feeds' polls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import F

from rasad.archive.frontier.channels import RECONCILE
from rasad.archive.frontier.discovery import Announcement, AnnouncingOutlet, discover, frontier_key
from rasad.archive.frontier.results import NEVER
from rasad.archive.identity import NotAnAddressError
from rasad.archive.models import Frontier, PageKind, Reconciliation
from rasad.archive.models.evidence import ITEM_KINDS

#: After so long a list that has not answered is not waited for any more.
LONGEST = 6 * 3600.0


def begin_reconciliation(
    site: AnnouncingOutlet, day: date, pages: Iterable[Announcement], reason: str, now: datetime
) -> Reconciliation | None:
    """Make lists due, new ones and those that were read before; None where there are none to read.

    A page's hint `reconcile` is "here" where older pages of the list are not followed, else "on".

    Call it inside a transaction.
    """
    wanted: dict[str, Announcement] = {}
    for page in pages:
        try:
            wanted[frontier_key(site, page.url, page.kind)] = page
        except NotAnAddressError:
            continue
    if not wanted:
        return None
    discover(site, [replace(page, hint={}) for page in wanted.values()], now=now)
    for key, page in wanted.items():
        Frontier.objects.filter(key=key).update(hint=page.hint)
    rows = Frontier.objects.filter(key__in=wanted, outlet_id=site.key)
    rows.exclude(state=Frontier.State.LEASED).update(
        state=Frontier.State.WAITING,
        next_try_at=now,
        attempts=0,
        etag="",
        last_modified="",
        priority=RECONCILE,
    )
    return Reconciliation.objects.create(
        outlet_id=site.key, day=day, reason=reason, asked_at=now, pages=sorted(wanted)
    )


def finish_reconciliations(now: datetime) -> int:
    """Sum up those whose lists have all been read, or given up; how many ended."""
    ended = 0
    for check in Reconciliation.objects.filter(finished_at=None).order_by("pk"):
        rows = Frontier.objects.filter(key__in=check.pages)
        waits = rows.filter(state__in=(Frontier.State.WAITING, Frontier.State.LEASED))
        if waits.exists() and (now - check.asked_at).total_seconds() < LONGEST:
            continue
        found = Frontier.objects.filter(
            outlet=check.outlet_id,
            priority=RECONCILE,
            kind__in=ITEM_KINDS,
            discovered_at__gte=check.asked_at,
        )
        if found.filter(state=Frontier.State.WAITING, fetched_at=None, attempts=0).exists() and (
            (now - check.asked_at).total_seconds() < LONGEST
        ):
            continue  # what it found is still on its way
        check.finished_at = now
        check.answered = rows.filter(state=Frontier.State.DONE, fetched_at__gte=check.asked_at).count()
        check.new = found.count()
        check.save()
        waits.update(state=Frontier.State.DONE, next_try_at=NEVER, attempts=F("attempts") + 1)
        ended += 1
    return ended


def list_page(kind: str) -> str:
    """The kind of page that a list of this kind of feed is, when it is read by itself."""
    if kind in ("sitemap", "news_sitemap"):
        return PageKind.SITEMAP_PAGE
    return PageKind.EDITION_PAGE if kind == "edition" else PageKind.LISTING_PAGE
