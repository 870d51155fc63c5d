"""The Scrapy item pipeline: evidence fsynced, then one transaction of capture, work and frontier."""

from __future__ import annotations

import asyncio
from typing import Any

from rasad.archive.capture_item import CaptureItem
from rasad.archive.group_writer import process_writer


class CapturePipeline:
    """Makes `CaptureItem`s durable through the process's group writer; other items pass."""

    async def process_item(self, item: Any) -> Any:
        """Wait until the item is durable; `item.stored` then says what became of it."""
        if not isinstance(item, CaptureItem):
            return item
        try:
            item.stored = await asyncio.wrap_future(process_writer().submit_item(item))
        except Exception as error:  # the lane that waits decides what an error means
            if item.done is not None and not item.done.done():
                item.done.set_exception(error)
        else:
            if item.done is not None and not item.done.done():
                item.done.set_result(item.stored)
        return item
