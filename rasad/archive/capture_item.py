"""What a fetch hands to the item pipeline: evidence to keep and effects to make, all or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rasad.archive.models import Capture
from rasad.archive.warc import WarcRecord


@dataclass(frozen=True)
class CaptureRow:
    """The fields of a `Capture` but its place; `sha256` of the content-decoded body."""

    outlet: str
    kind: str
    url: str
    final_url: str
    key: str
    fetched_at: datetime
    status: int
    content_type: str
    sha256: str
    verified: bool
    address: str
    feed: int | None = None
    revisit_of: int | None = None
    hint: dict[str, Any] = field(default_factory=dict)


@dataclass(repr=False)
class CaptureItem:
    """One fetch: `records` are written first; `capture` points at `records[main]`.

    Then, in one transaction: the capture, `Job(parse)` if `parse`, and `then` (frontier, feed and
    host). `done` gets what `then` returns, or the error.
    """

    records: list[WarcRecord]
    then: Callable[[Capture | None], Any]
    capture: CaptureRow | None = None
    main: int = 0
    parse: bool = False
    done: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
