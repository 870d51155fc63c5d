"""Dates: what outlets print and people type, read as Jalali, Gregorian or relative days on Tehran's clock."""

from __future__ import annotations

from rasad.persian.dates.parser import explain, parse
from rasad.persian.dates.ranges import day_range, explain_range
from rasad.persian.dates.results import Parsed, ParsedRange, Refused

__all__ = ["Parsed", "ParsedRange", "Refused", "day_range", "explain", "explain_range", "parse"]
