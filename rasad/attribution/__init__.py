"""What an article is about: units, topics, people and places of a city, by the rules of `city.yaml`. Pure.

`Attributor.of(city)` compiles the rules once; `findings` reads the tokens that an article already has.
"""

from __future__ import annotations

from rasad.attribution.attributor import Attributor
from rasad.attribution.findings import AttributionFinding, Kind, Level
from rasad.attribution.gazetteer import CityGazetteer, PersonRow, PlaceRow, Post, TopicRow, UnitRow

__all__ = [
    "AttributionFinding",
    "Attributor",
    "CityGazetteer",
    "Kind",
    "Level",
    "PersonRow",
    "PlaceRow",
    "Post",
    "TopicRow",
    "UnitRow",
]
