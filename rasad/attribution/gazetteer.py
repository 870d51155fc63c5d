"""The city's entries as the records keep them: what `Attributor` is built from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from pydantic import BaseModel

from rasad.outlets.city_entries import City

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit; `context` as `rasad.outlets.city.AliasContext` writes it."""

    key: str
    name: str
    kind: str = ""
    aliases: Sequence[str] = ()
    context: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic; `context` as `rasad.outlets.city.TopicEntry` writes its word lists."""

    key: str
    name: str = ""
    query: str = ""
    context: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Post:
    """A post that a person holds or held; an open side has no date. `unit` may be empty."""

    title: str
    unit: str = ""
    start: date | None = None
    end: date | None = None

    def held_on(self, day: date) -> bool:
        """Whether the person held it on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in charge; `context` holds `not` and `hashtags`."""

    key: str
    name: str
    aliases: Sequence[str] = ()
    posts: Sequence[Post] = ()
    context: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the city; `context` holds `any`, `not`, `before` and `hashtags`."""

    key: str
    name: str
    aliases: Sequence[str] = ()
    context: Words = field(default_factory=dict)


Row = UnitRow | TopicRow | PersonRow | PlaceRow


@dataclass(frozen=True, slots=True)
class CityGazetteer:
    """All entries of a city, and the word lists that hold for all of them (`CityWords` of the file)."""

    units: Sequence[UnitRow] = ()
    topics: Sequence[TopicRow] = ()
    people: Sequence[PersonRow] = ()
    places: Sequence[PlaceRow] = ()
    words: Words = field(default_factory=dict)

    @property
    def rows(self) -> list[Row]:
        """All entries."""
        return [*self.units, *self.topics, *self.people, *self.places]

    @classmethod
    def of(cls, city: City) -> Self:
        """The entries of a city's file."""
        return cls(
            [UnitRow(one.key, one.name, one.kind, one.aliases, _words(one.context)) for one in city.units],
            [TopicRow(one.key, one.name, one.query, _words(one, "query")) for one in city.topics],
            [
                PersonRow(
                    one.key,
                    one.name,
                    one.aliases,
                    [Post(post.title, post.unit, post.start, post.end) for post in one.posts],
                    _words(one, "aliases", "posts"),
                )
                for one in city.people
            ],
            [PlaceRow(one.key, one.name, one.aliases, _words(one, "aliases")) for one in city.places],
            _words(city.words),
        )


def _words(entry: BaseModel, *but: str) -> dict[str, Any]:
    """The word lists of an entry under the file's names, as JSON holds them."""
    left = {"key", "name", *but}
    return {
        name: value
        for name, value in entry.model_dump(mode="json", by_alias=True).items()
        if name not in left
    }
