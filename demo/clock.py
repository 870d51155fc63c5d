"""The city's clock: a fast past that catches up with real time and never overtakes it.

A crawler refuses dates in its future, so the city may not simply run fast from now on. It starts `span`
before the real time and lives `speed` city seconds a real second until it meets real time; from then on
both walk together. Whatever is visible is therefore dated at or before the moment it is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from persiantools.jdatetime import JalaliDate

TEHRAN = ZoneInfo("Asia/Tehran")
_JALALI: Any = JalaliDate  # its constructor carries no types


@dataclass(frozen=True)
class Clock:
    """City time as a function of real time; `base` is the real time (UTC) at which the city opened."""

    base: datetime
    span: timedelta
    speed: float

    @property
    def start(self) -> datetime:
        """City time at opening; older items are its past and visible at once."""
        return self.base - self.fast_span

    @property
    def fast_span(self) -> timedelta:
        """City time that is lived fast; nothing at real pace."""
        return self.span if self.speed > 1 else timedelta(0)

    @property
    def catch_up(self) -> float:
        """Real seconds from opening until the city meets real time."""
        return self.fast_span.total_seconds() / (self.speed - 1) if self.speed > 1 else 0.0

    def city(self, real: datetime) -> datetime:
        """City time at a real time."""
        elapsed = real - self.base
        return min(self.start + elapsed * max(self.speed, 1.0), real)

    def real(self, city: datetime) -> datetime:
        """Real time at which the city reaches a city time; the opening for what lies before it."""
        if city <= self.start:
            return self.base
        fast = self.base + (city - self.start) / max(self.speed, 1.0)
        return fast if fast <= self.base + timedelta(seconds=self.catch_up) else city


def jalali(at: datetime) -> JalaliDate:
    """The Jalali day in Tehran of an aware time."""
    local = at.astimezone(TEHRAN)
    day: JalaliDate = _JALALI(local.date())
    return day


def utc_now() -> datetime:
    """The real time, aware, UTC."""
    return datetime.now(UTC)
