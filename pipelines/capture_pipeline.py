"""The Scrapy item pipeline: evidence fsynced, then one transaction of capture, work and frontier."""

from __future__ import annotations

import asyncio
from typing import Any

from rasad.archive.capture_item import CaptureItem
from rasad.archive.database.group_writer import process_writer


class CapturePipeline:
    """Makes `CaptureItem`s durable through the process's group writer; other items pass."""

    async def process_item(self, item: Any) -> Any:
        """Wait until the item is durable; `item.stored` then says what became of it.

        Raises what the item itself is at fault for, and `WriterClosedError` where the process ends.
        """
        if isinstance(item, CaptureItem):
            item.stored = await asyncio.wrap_future(process_writer().submit_item(item))
        return item
