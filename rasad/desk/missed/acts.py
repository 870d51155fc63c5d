"""Saying that an item was missed, and asking again what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from rasad.archive.database.transactions import write_transaction
from rasad.archive.identity import NotAnAddressError, canonical_url, url_hash
from rasad.archive.models import Outlet
from rasad.desk.accounts.roles import may
from rasad.desk.audit.actor import Actor
from rasad.desk.audit.log import note
from rasad.desk.errors import InvalidValueError, NotAllowedError
from rasad.desk.missed.findings import Finding, MissedFinding, fetch_missed, find_out
from rasad.desk.missed.models import MissedItem
from rasad.outlets.definitions import OutletSpec
from rasad.outlets.loading import load_outlets
from rasad.outlets.ownership import Owners
from settings.env import env

#: How often a case is asked again, while it is open and afterwards, and how many at once.
EVERY_OPEN = timedelta(minutes=30)
EVERY_CLOSED = timedelta(days=1)
KEPT = timedelta(days=120)
MOST = 300


def report_missed(actor: Actor, url: str, text: str = "") -> MissedItem:
    """Find out why an item was not seen and keep the case; one that nothing announced is fetched.

    The same address said again is the same case. Raises `NotAllowedError`, `InvalidValueError`.
    """
    if actor.user is None or not may(actor.user, "correct"):
        raise NotAllowedError
    url = url.replace("\x00", "").strip()
    try:
        key = url_hash(canonical_url(url))
    except NotAnAddressError:
        key = ""
    if not key or len(url) > 2000:
        message = "نشانی کامل خبر را بنویسید؛ با http:// یا https:// آغاز می‌شود."
        raise InvalidValueError("url", "url_invalid", message)
    spec = Owners(load_outlets(env().outlets).values()).of(url)
    now = timezone.now()
    with write_transaction():
        found = find_out(url, spec, now)
        known = MissedItem.objects.select_for_update(of=("self",)).filter(key=key).first()
        item = known or MissedItem(
            url=url,
            key=key,
            note=" ".join(text.replace("\x00", "").split())[:500],
            by=actor.name[:150],
            at=now,
            first_finding=found.finding,
            outlet=Outlet.objects.filter(pk=spec.key).first() if spec else None,
        )
        _put(item, found, now)
        if found.finding == Finding.NEVER_ANNOUNCED and spec is not None:
            fetch_missed(url, spec, now)
        note(actor, "missed.report", f"missed:{item.pk}", address=url[:300], reason=found.finding)
    return item


def check_missed(now: datetime | None = None) -> int:
    """Ask again what became of the cases whose time has come; how many are here now that were not."""
    now = now or timezone.now()
    due = MissedItem.objects.filter(at__gte=now - KEPT).filter(
        Q(open=True, checked_at__lte=now - EVERY_OPEN) | Q(open=False, checked_at__lte=now - EVERY_CLOSED)
    )
    rows = list(due.order_by("checked_at")[:MOST])
    if not rows:
        return 0
    owners = Owners(load_outlets(env().outlets).values())
    arrived = 0
    for row in rows:
        arrived += _check(row, owners.of(row.url), now)
    return arrived


def _check(row: MissedItem, spec: OutletSpec | None, now: datetime) -> bool:
    with write_transaction():
        found = find_out(row.url, spec, now)
        if row.finding == Finding.NO_OUTLET and found.finding == Finding.NEVER_ANNOUNCED and spec is not None:
            fetch_missed(row.url, spec, now)  # its outlet was defined meanwhile
        was_open = row.open
        _put(row, found, now)
    return was_open and not row.open


def _put(item: MissedItem, found: MissedFinding, now: datetime) -> None:
    item.finding, item.cause, item.article = found.finding, found.cause, found.article
    item.minutes, item.open, item.checked_at = found.minutes, found.is_open, now
    item.save()
