"""Outlets."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from rasad.archive.models import Outlet
from search_api.accounts.limits import READS
from search_api.api.auth import auth
from search_api.api.problems import REFUSALS, RequestProblemError
from search_api.api.schemas.responses import OutletOut

router = Router(tags=["operation"])


def _outlet(row: Outlet) -> OutletOut:
    names = ("key", "name", "kind", "home", "paused", "pause_reason", "defined", "last_capture_at")
    return OutletOut(
        **{name: getattr(row, name) for name in names}, last_article_at=row.last_article_at, unit=row.unit_id
    )


@router.get("/outlets", response={200: list[OutletOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def outlets(request: HttpRequest) -> list[OutletOut]:
    """All outlets, by key."""
    return [_outlet(row) for row in Outlet.objects.order_by("key")]


@router.get("/outlets/{key}", response={200: OutletOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def outlet(request: HttpRequest, key: str) -> OutletOut:
    """One outlet."""
    row = Outlet.objects.filter(pk=key.replace("\x00", "")).first()
    if row is None:
        raise RequestProblemError("outlet_not_found")
    return _outlet(row)
