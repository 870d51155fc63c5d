"""Lists of the API by falling id: a page, and where the next one begins."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Model, QuerySet

from search_api.api.schemas.requests import PageParameters
from search_api.api.schemas.responses import PageOut


def page_of[Row: Model, Item](
    rows: QuerySet[Row], asked: PageParameters, shape: Callable[[Row], Item]
) -> PageOut[Item]:
    """The page that was asked for, each row as `shape` gives it."""
    rows = rows.order_by("-pk")
    if asked.after is not None:
        rows = rows.filter(pk__lt=asked.after)
    page = list(rows[: asked.size + 1])
    more = page[asked.size - 1].pk if len(page) > asked.size else None
    return PageOut(items=[shape(row) for row in page[: asked.size]], next=more)
