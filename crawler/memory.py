"""What a feed remembers between two polls."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any


@dataclass
class FeedState:
    """What a feed remembers between polls, in `Feed.cursor` (200 characters): see `dump`."""

    unmodified: int = 0  # 304 in a row
    signature: str = ""  # of its first page
    next_url: str = ""  # where paging back stopped
    covered: int = 0  # epoch seconds at which the last whole poll ended
    missing: set[date] = field(default_factory=set)  # days that had no page when they were asked for

    @property
    def since(self) -> datetime | None:
        """When the last whole poll ended; what was discovered before it is old news to this feed."""
        return datetime.fromtimestamp(self.covered, UTC) if self.covered else None

    @classmethod
    def load(cls, cursor: str) -> FeedState:
        """Read it; anything unreadable is no memory."""
        try:
            data = json.loads(cursor or "{}")
            return cls(
                int(data.get("n", 0)),
                str(data.get("s", "")),
                str(data.get("u", "")),
                int(data.get("c", 0)),
                {date.fromordinal(int(day)) for day in data.get("m", ())},
            )
        except (ValueError, TypeError, AttributeError, OverflowError):
            return cls()

    def dump(self) -> str:
        """Short JSON; an address that does not fit is forgotten (the first page is always asked again)."""
        data: dict[str, Any] = {
            "n": self.unmodified,
            "s": self.signature,
            "u": self.next_url,
            "c": self.covered,
            "m": sorted(day.toordinal() for day in self.missing),
        }
        text = _short(data)
        return text if len(text) <= 200 else _short({**data, "n": 0, "u": ""})


def _short(data: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in data.items() if value}, separators=(",", ":"))
