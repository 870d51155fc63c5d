"""People in charge and places of the city, by the names that the file gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rasad.attribution.findings import AttributionFinding, Kind, Level
from rasad.attribution.gazetteer import PersonRow, PlaceRow
from rasad.attribution.vocabulary import PartHits, PhraseHit, Role, Vocabulary

_REACH = 4  # words between a person's name and a phrase of `not`


class PeopleFinder:
    """Finds people; a post held on the day of the article leads to its unit."""

    def __init__(self, people: Iterable[PersonRow]):
        self.people = {person.key: person for person in people}

    def add_to(self, vocabulary: Vocabulary) -> None:
        """Look for the people's names."""
        for person in self.people.values():
            vocabulary.add(Role.PERSON, person.key, (person.name, *person.aliases))
            vocabulary.add(Role.PERSON_NOT, person.key, person.context.get("not", ()))
            vocabulary.add(Role.HASHTAG, person.key, person.context.get("hashtags", ()))

    def find(self, parts: Sequence[PartHits], day: date) -> list[AttributionFinding]:
        """The people of an article, and the units whose posts they hold on its day."""
        found: dict[tuple[Kind, str], AttributionFinding] = {}
        for one in parts:
            for hit in one.of(Role.PERSON):
                if _cancelled(hit, one.of(Role.PERSON_NOT, hit.entry.key), _REACH):
                    continue
                key = hit.entry.key
                found.setdefault((Kind.PERSON, key), _finding(Kind.PERSON, key, one, hit, 0.9))
                for post in self.people[key].posts:
                    if post.unit and post.held_on(day):
                        unit = _finding(Kind.UNIT, post.unit, one, hit, 0.8)
                        found.setdefault((Kind.UNIT, post.unit), unit)
        return list(found.values())


class PlaceFinder:
    """Finds places: a name counts in its context, and not beside what makes it another's."""

    def __init__(self, places: Iterable[PlaceRow]):
        self.places = {place.key: place for place in places}
        self._wanting = {key for key, place in self.places.items() if place.context.get("any")}

    def add_to(self, vocabulary: Vocabulary) -> None:
        """Look for the places' names."""
        for place in self.places.values():
            vocabulary.add(Role.PLACE, place.key, (place.name, *place.aliases))
            vocabulary.add(Role.PLACE_ANY, place.key, place.context.get("any", ()))
            vocabulary.add(Role.PLACE_NOT, place.key, place.context.get("not", ()))
            vocabulary.add(Role.HASHTAG, place.key, place.context.get("hashtags", ()))

    def find(self, parts: Sequence[PartHits]) -> list[AttributionFinding]:
        """The places of an article."""
        context = {hit.entry.key for one in parts for hit in one.of(Role.PLACE_ANY)}
        found: dict[str, AttributionFinding] = {}
        for one in parts:
            for hit in one.of(Role.PLACE):
                key = hit.entry.key
                if key in found or (key in self._wanting and key not in context):
                    continue
                if not _cancelled(hit, one.of(Role.PLACE_NOT, key), _REACH):
                    found[key] = _finding(Kind.PLACE, key, one, hit, 0.9)
        return [found[key] for key in sorted(found)]


def _cancelled(hit: PhraseHit, against: Iterable[PhraseHit], reach: int) -> bool:
    return any(hit.start < other.end + reach and other.start - reach < hit.end for other in against)


def _finding(kind: Kind, key: str, found: PartHits, hit: PhraseHit, score: float) -> AttributionFinding:
    tokens = found.part.tokens
    start, end = tokens[hit.start].start, tokens[hit.end - 1].end
    return AttributionFinding(kind, key, Level.ABOUT, score, hit.entry.text, found.part.name, start, end)
