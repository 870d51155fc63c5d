"""What reading a date gives: a moment, a range, or a reason why not."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from rasad.persian.dates.numeric import Calendar

Precision = Literal["minute", "day"]


class Parsed(NamedTuple):
    """A moment: aware UTC; for precision `day` it is the day's midnight in Tehran."""

    at: datetime
    precision: Precision
    calendar: Calendar


class ParsedRange(NamedTuple):
    """Whole days: from `start` up to, not including, `end`; both aware UTC at a midnight in Tehran."""

    start: datetime
    end: datetime
    calendar: Calendar


class Refused(NamedTuple):
    """Why a text gave no moment, in one sentence."""

    reason: str
