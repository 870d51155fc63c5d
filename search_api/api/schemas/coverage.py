"""Shapes of coverage."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema


class CertificateOut(Schema):
    """One outlet's day, by what is stored."""

    outlet: str
    name: str
    day: str
    state: str = Field(description="covered, gap or unknown")
    announced: int
    fetched: int
    extracted: int
    stored: int
    indexed: int
    causes: dict[str, int] = Field(description="why announced items are not found, one cause each")
    reasons: list[str] = Field(description="why the day is not covered")
    partial: dict[str, int] = Field(description="stored with little or only the beginning of their text")
    unannounced: int = Field(description="stored without an announcement")
    holes: dict[str, Any] | None = Field(description="numbers missing, where the system numbers")
    estimate: dict[str, Any] | None = Field(description="by capture and recapture, where two channels are")
    reconciled: dict[str, Any] | None = Field(description="the last check against the outlet's own lists")


class DayIn(Schema):
    """Which certificates."""

    day: str = Field("", max_length=40, description="Jalali or Gregorian; yesterday without it")
    outlet: str = Field("", max_length=64, description="the key of one outlet")


class MissedIn(Schema):
    """An address that was missed."""

    url: str = Field(max_length=2000)
    note: str = Field("", max_length=500)


class MissedOut(Schema):
    """A case: `finding` now, `first_finding` when it was reported."""

    id: int
    url: str
    note: str
    outlet: str | None
    by: str
    at: datetime
    first_finding: str
    finding: str
    cause: str
    minutes: int | None
    article: str | None
    open: bool
    checked_at: datetime
