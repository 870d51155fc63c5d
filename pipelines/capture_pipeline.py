"""The Scrapy item pipeline: evidence fsynced, then one transaction of capture, work and frontier."""

from __future__ import annotations

import asyncio
from typing import Any

from rasad.archive.capture_item import CaptureItem, CaptureRow
from rasad.archive.group_writer import process_writer
from rasad.archive.jobs import enqueue
from rasad.archive.models import Capture, Job, Outlet
from rasad.archive.subjects import CaptureSubject
from rasad.archive.warc import WarcRef


def store(row: CaptureRow, place: WarcRef, *, parse: bool) -> Capture:
    """The capture's row and, with `parse`, its work; call it inside a transaction."""
    capture = Capture.objects.create(
        outlet_id=row.outlet,
        feed_id=row.feed,
        kind=row.kind,
        url=row.url[:2000],
        final_url=row.final_url[:2000],
        key=row.key,
        fetched_at=row.fetched_at,
        status=row.status,
        content_type=row.content_type[:200],
        warc=place.warc,
        offset=place.offset,
        length=place.length,
        sha256=row.sha256,
        verified=row.verified,
        address=row.address[:64],
        revisit_of_id=row.revisit_of,
        hint=row.hint,
    )
    Outlet.objects.filter(pk=row.outlet).update(last_capture_at=row.fetched_at)
    if parse:
        enqueue(Job.Stage.PARSE, str(CaptureSubject(capture.pk)))
    return capture


class CapturePipeline:
    """Stores `CaptureItem` items through the process's group writer; `item.done` tells its maker."""

    async def process_item(self, item: Any) -> Any:
        """Wait until the item is durable. Other items pass."""
        if not isinstance(item, CaptureItem):
            return item
        fetched = item

        def effect(places: list[WarcRef]) -> Any:
            capture = None
            if fetched.capture is not None:
                capture = store(fetched.capture, places[fetched.main], parse=fetched.parse)
            return fetched.then(capture)

        try:
            result = await asyncio.wrap_future(process_writer().submit(fetched.records, effect))
        except Exception as error:  # the lane that waits decides what an error means
            if not fetched.done.done():
                fetched.done.set_exception(error)
        else:
            if not fetched.done.done():
                fetched.done.set_result(result)
        return item
