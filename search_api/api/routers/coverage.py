"""Coverage: the certificates of a day, and items that people missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from rasad.desk.errors import InvalidValueError
from rasad.desk.missed.acts import report_missed
from rasad.desk.models import MissedItem
from rasad.operation.coverage.certificate import certificates
from rasad.persian.dates.jalali import tehran_today
from rasad.search.query.date_spans import day_bounds
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import READS, WRITES
from search_api.api.auth import auth
from search_api.api.problems import REFUSALS
from search_api.api.schemas.coverage import CertificateOut, DayIn, MissedIn, MissedOut

router = Router(tags=["operation"])


@router.get("/coverage", response={200: list[CertificateOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def coverage(request: HttpRequest, asked: Query[DayIn]) -> list[dict[str, Any]]:
    """What of each outlet's day is here, and why the rest is not: `manage.py coverage --json`."""
    now = datetime.now(UTC)
    wanted = tehran_today(now) - timedelta(days=1)
    if asked.day.strip():
        span = day_bounds(asked.day.replace("\x00", "").strip(), now)
        if span is None or tehran_today(span[0]) > tehran_today(now):
            message = "روزی که گذشته یا امروز است بنویسید، مانند ۱۴۰۵/۰۹/۱۰."
            raise InvalidValueError("day", "day_invalid", message)
        wanted = tehran_today(span[0])
    keys = [asked.outlet.replace("\x00", "")] if asked.outlet else []
    return [one.to_json() for one in certificates(wanted, now, keys)]


def _out(item: MissedItem) -> MissedOut:
    names = ("id", "url", "note", "by", "at", "first_finding", "finding", "cause", "minutes", "open")
    return MissedOut(
        **{name: getattr(item, name) for name in names},
        outlet=item.outlet_id,
        article=item.article or None,
        checked_at=item.checked_at,
    )


@router.get("/missed", response={200: list[MissedOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def missed(request: HttpRequest) -> list[MissedOut]:
    """The newest 200 cases of items that somebody missed, open ones first."""
    return [_out(item) for item in MissedItem.objects.order_by("-open", "-at", "-pk")[:200]]


@router.post("/missed", response={200: MissedOut, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def report(request: HttpRequest, data: MissedIn) -> MissedOut:
    """Say that an item was missed: why is found out, and the case is asked again until it is here."""
    return _out(report_missed(actor_of(request), data.url, data.note))
