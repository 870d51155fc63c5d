"""When a feed is asked next, and how far back it is paged: pure rules.

From Miniflux (`internal/model/feed.go`: a week ÷ items a week, clamped) and Media Cloud's
rss-fetcher (`fetcher/tasks.py`: overlap between two polls; failures slow a feed, never kill it).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from rasad.backoff import Backoff

WEEK = 7 * 86400.0
#: After so many "not modified" in a row the whole feed is asked for: some lie.
TRUSTED_304 = 12
#: Pages followed in one poll: at the first poll of a feed, and later. What is older waits for the next poll.
FIRST_PAGES = 10
MOST_PAGES = 40
#: Older pages that the first poll goes back in all, over as many polls as it takes, by default.
FIRST_DEPTH = 40
#: Items that make a list whose oldest ones may have been pushed out.
FULL = 5
#: Maps of a sitemap index followed in one poll: dated ones, and at each end of those without a date.
MOST_MAPS = 20
ENDS = 3
DAY = 86400.0
_LONGEST_ASKED = DAY
#: However fast a feed runs over, one that fails is not asked more often.
SHORTEST_PROBE = 45.0
# Seconds of a Retry-After that are kept, for page, feed and host alike: one page that names ages must not
# silence its host for a day, and a server that means it says so again an hour later.
_LONGEST_RETRY_AFTER = 3600.0


@dataclass(frozen=True)
class Poll:
    """What a poll found. `asked`: seconds the server wants to be left alone (ttl, max-age)."""

    announced: int = 0
    new: int = 0
    not_modified: bool = False
    failed: bool = False
    asked: float = 0.0


def probe_pause(failures: int) -> float:
    """Seconds after which a host that is away is tried again: what comes back after hours is noticed at once.

    One request in so long costs nobody anything; only one that has been away for days is tried seldom.
    """
    if failures <= 80:  # about an hour
        return 45.0
    return 300.0 if failures <= 160 else 1800.0


def longest_back_off(*, away: bool, failures: int, listed: int, week_items: float | None) -> float | None:
    """Seconds that a failing feed may be left alone at most; None where nothing is known.

    `away`: its host is, as a whole. `listed`: items that the feed shows at once. It is asked twice before
    what it shows now can have been pushed out.
    """
    caps = [probe_pause(failures)] if away else []
    if listed and week_items:
        caps.append(listed * WEEK / week_items / 2)
    return min(caps, default=None)


def next_interval(
    poll: Poll,
    *,
    before: float,
    week_items: float | None,
    failures: int,
    bounds: tuple[float, float],
    longest: float | None = None,
) -> float:
    """Seconds until the next poll.

    `before`: the interval until now (0 at the first poll); `week_items`: new items in the last
    seven days, None while that is not known; `failures` in a row, this poll's included.
    The result lies within `bounds`; what the server asked for counts up to the upper bound. `longest`: of the
    pause after a failure (`longest_back_off`), which may be shorter than the lower bound.
    """
    low, high = bounds
    if poll.failed:
        pause = Backoff(max(before, low) * 2, 2, high).pause(max(failures, 1))
        return pause if longest is None else min(pause, max(longest, min(low, SHORTEST_PROBE)))
    if week_items is None:
        interval = before or low
    else:
        interval = WEEK / week_items if week_items > 0 else high
        if before:  # drift towards the rate, never leap: a quiet night must not cost the morning
            interval = min(interval, before * 1.5)
    if poll.announced:
        known = (poll.announced - poll.new) / poll.announced
        start = before or interval
        if known < 1 / 3:
            interval = min(interval, start / 2)
        elif known > 2 / 3 and not poll.new:
            interval = max(min(interval, start * 1.25), low)
        elif poll.new:
            interval = min(interval, start)
    return _clamp(max(interval, poll.asked), low, high)


def _clamp(value: float, low: float, high: float) -> float:
    return max(low, min(value, high))


def wants_more(*, announced: int, familiar: int) -> bool:
    """Whether to page back: hardly anything here was known at this feed's last poll, so older may be missing.

    A quarter may be familiar: pinned posts stay on top for weeks.
    """
    return announced > 0 and familiar * 4 <= announced


def may_have_passed(*, announced: int, familiar: int, first_poll: bool, pageable: bool) -> bool:
    """Whether items may have come and gone between two polls: a full list that ends before what was known.

    A feed that can be paged back (`pageable`), or an outlet with such a feed, catches up by itself.
    """
    return announced >= FULL and familiar == 0 and not first_poll and not pageable


def maps_to_ask(children: Sequence[tuple[str, float | None]], since: datetime | None) -> list[str]:
    """The maps of a sitemap index that may announce news: (address, seconds at which it changed or None).

    Those that changed since a day before the last whole poll (`since`; None: before the first). Maps without
    a date stand in the order of time, upwards or downwards: those at both ends are asked.
    """
    dated = sorted((at, url) for url, at in children if at is not None)[::-1]
    undated = [url for url, at in children if at is None]
    if since is not None:
        dated = [(at, url) for at, url in dated if at >= since.timestamp() - DAY]
    ends = undated[:ENDS] + undated[ENDS:][-ENDS:]
    return [url for _, url in dated[:MOST_MAPS]] + ends


def may_be_lying(unmodified: int) -> bool:
    """Whether to ask without validators after so many 304 in a row."""
    return unmodified >= TRUSTED_304


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header (RFC 9110, 10.2.3): a number or a date; at most an hour."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return _clamp((at - now).total_seconds(), 0.0, _LONGEST_RETRY_AFTER)


def max_age(cache_control: str | None) -> float:
    """Seconds of `max-age` in Cache-Control, 0 without; at most a day."""
    found = re.search(r"max-age\s*=\s*\"?(\d{1,9})", cache_control or "", re.I)
    return min(float(found[1]), _LONGEST_ASKED) if found else 0.0


def later(now: datetime, seconds: float) -> datetime:
    """`now` and some seconds."""
    return now + timedelta(seconds=seconds)
