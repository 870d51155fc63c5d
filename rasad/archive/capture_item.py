"""What a fetch hands to the item pipeline: evidence to keep, and values that say what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rasad.archive.warc import WarcRecord

if TYPE_CHECKING:
    from rasad.archive.frontier.apply import StoredItem
    from rasad.archive.frontier.effects import Effect


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
    """One fetch. `records` are written and fsynced first; `capture` points at `records[main]`.

    Then, in one transaction: the capture, `Job(parse)` if `parse`, and the `effects`. What became of it
    stands in `stored` once it is durable.
    """

    records: list[WarcRecord] = field(default_factory=list)
    effects: tuple[Effect, ...] = ()
    capture: CaptureRow | None = None
    main: int = 0
    parse: bool = False
    parse_after: float = 0.0  # seconds
    stored: StoredItem | None = None
