"""What an article can hold, however it comes in: dates that can be, texts and lists of a bounded size."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

#: The year of Iran's first newspaper, Mirza Saleh's Kaghaz-e Akhbar: nothing the press published is older.
EARLIEST = datetime(1837, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # clocks and zones may be wrong

#: Characters. The longest articles known have some 100,000; a page that shows more is no article.
LONGEST_BODY = 500_000
LONGEST_LEAD = 20_000
LONGEST_TAG = 200
LONGEST_URL = 2_000
MOST_TAGS = 100
MOST_IMAGES = 100


def is_too_early(at: datetime) -> bool:
    """Whether no article can be so old."""
    return at < EARLIEST


def is_too_late(at: datetime, now: datetime) -> bool:
    """Whether it is still to come, so that it would stand above all that is new."""
    return at > now + AHEAD


def can_be(at: datetime, now: datetime) -> bool:
    """Whether an article can be of this moment; both are aware. Compares, so it never overflows."""
    return not is_too_early(at) and not is_too_late(at, now)
