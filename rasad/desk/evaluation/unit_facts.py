"""The facts of units as values: releases, carriers, counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Carrier:
    """An article that carried a release. `lag` in hours, None where a time is known to the day only."""

    article: str
    title: str
    outlet: str
    outlet_name: str
    municipal: bool
    tier: int
    how: str
    containment: float
    at: datetime
    precision: str
    lag: float | None
    story: str
    front_page: bool
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A release with its carriers; copies in the unit's other channels are the same release."""

    article: str
    title: str
    outlet_name: str
    at: datetime
    precision: str
    copies: tuple[str, ...]
    carriers: tuple[Carrier, ...] = ()

    @property
    def media(self) -> list[Carrier]:
        """The carriers that are no outlet of the municipality."""
        return [one for one in self.carriers if not one.municipal]

    @property
    def municipal(self) -> list[Carrier]:
        """The carriers that are outlets of the municipality."""
        return [one for one in self.carriers if one.municipal]


@dataclass
class UnitFacts:
    """All that the scorecard of a unit is made of."""

    unit: str
    name: str
    releases: list[ReleaseFacts] = field(default_factory=list)
    tones: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # of media articles about it
    articles: int = 0  # media articles about it
    stories: set[str] = field(default_factory=set)  # that media published about it
    origins: set[str] = field(default_factory=set)  # of them, those that began outside the municipality
    reply_hours: list[float] = field(default_factory=list)  # working hours from the request to the text
    replies_in_time: int = 0
    messages_found: int = 0  # carriers that hold a key message
    messages_of: int = 0  # carriers that were looked through for one
