"""The shipped city's rules, asked of a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from rasad.attribution import AttributionFinding, Attributor, CityGazetteer, Kind, Level
from rasad.outlets.city import load_city
from rasad.search.documents import ArticleText, Document
from rasad.search.match import analyse
from settings.env import ROOT


@dataclass(frozen=True)
class Found:
    """What was found in a text."""

    findings: list[AttributionFinding]

    def about(self, kind: str) -> set[str]:
        """What the text is about."""
        return {one.key for one in self.findings if one.kind == kind and one.level is not Level.MENTION}

    def named(self, kind: str) -> set[str]:
        """What it only names; of people and places all."""
        only = kind in (Kind.UNIT, Kind.TOPIC)
        return {
            one.key for one in self.findings if one.kind == kind and (one.level is Level.MENTION or not only)
        }


Read = Callable[..., Found]


def article(body: str, title: str = "", lead: str = "", day: str = "2026-11-20") -> Document:
    """An article of that text."""
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Document("x", 0, 0, "", "", ArticleText(title, "", lead, body), at=at, first_capture=at)


@pytest.fixture(scope="session")
def city_attributor() -> Attributor:
    """The shipped city's rules, compiled once."""
    return Attributor(CityGazetteer.of(load_city(ROOT / "settings" / "city.yaml")))


@pytest.fixture
def read(city_attributor: Attributor) -> Read:
    """Reads a body (with title, lead, day, tags)."""

    def reading(body: str, *, tags: tuple[str, ...] = (), **more: str) -> Found:
        return Found(city_attributor.findings(analyse(article(body, **more)), tags))

    return reading
