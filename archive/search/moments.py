"""Days that `از:` and `تا:` name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from persian import dates


def day_bounds(text: str, now: datetime) -> tuple[datetime, datetime] | None:
    """First moment of the named day or span and the first moment after it (UTC, half-open); None if it is
    no date.
    """
    found = dates.parse(text, now)
    if found is None:
        return None
    return found.at.astimezone(UTC), found.at.astimezone(UTC) + timedelta(days=1)
