"""How much may have been missed without anybody noticing: holes in numbers, capture and recapture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import exp, log, sqrt
from typing import Any

#: Of the numbers between the first and the last so many are ours: the system numbers its items one by one.
DENSE = 0.5
_LEAST_NUMBERS = 5
_LEAST_BOTH = 7
_MOST_SPAN = 5000
_NUMBER = re.compile(r"(\d{1,18})$")


def number_of(key: str) -> int | None:
    """The number that an item key is, or ends in (`channel/123`)."""
    found = _NUMBER.search(key)
    return int(found[1]) if found else None


def missing_numbers(numbers: Iterable[int]) -> list[int] | None:
    """The holes in a sequence; None where the system does not number its items one by one."""
    known = sorted(set(numbers))
    if len(known) < _LEAST_NUMBERS or not 0 < known[-1] - known[0] <= _MOST_SPAN:
        return None
    span = known[-1] - known[0] + 1
    if len(known) < DENSE * span:
        return None
    return sorted(set(range(known[0], known[-1] + 1)) - set(known))


def capture_recapture(first: Sequence[Any], second: Sequence[Any]) -> dict[str, Any] | None:
    """How many items there are, by two channels that were read apart (Chapman 1951), with 95 % bounds.

    Each channel is a list of keys. None where they share too few items to say anything.
    """
    one, other = set(first), set(second)
    both = len(one & other)
    if both < _LEAST_BOTH:
        return None
    n1, n2 = len(one), len(other)
    total = (n1 + 1) * (n2 + 1) / (both + 1) - 1
    seen = len(one | other)
    variance = (n1 + 1) * (n2 + 1) * (n1 - both) * (n2 - both) / ((both + 1) ** 2 * (both + 2))
    unseen = max(total - seen, 0.0)
    if unseen > 0:
        factor = exp(1.96 * sqrt(log(1 + variance / unseen**2)))
        low, high = seen + unseen / factor, seen + unseen * factor
    else:
        low, high = float(seen), float(seen)
    return {
        "first": n1,
        "second": n2,
        "both": both,
        "seen": seen,
        "total": round(total, 1),
        "low": round(low, 1),
        "high": round(high, 1),
    }
