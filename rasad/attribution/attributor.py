"""The city's rules, compiled, and what they find in an article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from rasad.attribution.findings import AttributionFinding, Kind, Level
from rasad.attribution.gazetteer import CityGazetteer
from rasad.attribution.people import PeopleFinder, PlaceFinder
from rasad.attribution.reading import ArticleReading
from rasad.attribution.scope import ArticleScope, scope_of
from rasad.attribution.topics import TopicScorer
from rasad.attribution.units import UnitFinder
from rasad.attribution.vocabulary import PartHits, Role, Vocabulary
from rasad.persian.dates.jalali import TEHRAN
from rasad.search.documents import TEXT_PARTS
from rasad.search.errors import QueryError
from rasad.search.match import AnalysedArticle, matches
from rasad.search.query.ast import Leaf, Phrase, Term, positive_leaves
from rasad.search.query.fields import keyed
from rasad.search.query.parser import Query, parse


class Attributor:
    """Finds units, topics, people and places of one city in articles that are analysed already."""

    def __init__(self, city: CityGazetteer):
        self.city = city
        self._vocabulary = Vocabulary()
        self._vocabulary.add_city(city.words)
        self._units = UnitFinder(city.units, city.words.get("offices", ()))
        self._topics = TopicScorer(city.topics)
        self._people = PeopleFinder(city.people)
        self._places = PlaceFinder(city.places)
        for finder in (self._units, self._topics, self._people, self._places):
            finder.add_to(self._vocabulary)
        self._hashtags = {keyed(tag): row.key for row in city.rows for tag in row.context.get("hashtags", ())}
        self._queries = dict(_queries(city))
        for key, query in self._queries.items():
            self._vocabulary.add(
                Role.TOPIC_SURE, key, filter(None, map(_words_of, positive_leaves(query.ast)))
            )

    def findings(self, analysed: AnalysedArticle, tags: Iterable[str] = ()) -> list[AttributionFinding]:
        """What an article concerns; `tags` are its own keywords, which count as hashtags do."""
        parts, scope = self.read(analysed)
        tagged = self._tagged(parts, tags)
        units = self._units.find(parts, scope)
        day = analysed.at.astimezone(TEHRAN).date()
        people = self._people.find(parts, day)
        known = {one.key for one in units if one.level is Level.ABOUT}
        held = [one for one in people if one.kind is Kind.UNIT and one.key not in known]
        by_hashtag = [key for key in sorted(tagged & self._units.units.keys()) if key not in known]
        units = [
            *(one for one in units if one.key not in {other.key for other in held} | set(by_hashtag)),
            *(one for one in held if one.key not in by_hashtag),
            *(AttributionFinding(Kind.UNIT, key, Level.ABOUT, 0.9, "#") for key in by_hashtag),
        ]
        analysed.keys["unit"] = frozenset(one.key for one in units if one.level is Level.ABOUT)
        holding = {key: matches(query, analysed) for key, query in self._queries.items()}
        return [
            *units,
            *self._topics.find(parts, scope, tagged, holding),
            *(one for one in people if one.kind is Kind.PERSON),
            *self._places.find(parts),
        ]

    def read(self, analysed: AnalysedArticle) -> tuple[Sequence[PartHits], ArticleScope]:
        """Every phrase of the city's file in an article, part by part, and where the article plays."""
        texts = {name: analysed.text(name) for name in TEXT_PARTS}
        parts = [self._vocabulary.read(part) for part in ArticleReading(texts, analysed.tokens).parts]
        return parts, scope_of(parts)

    def _tagged(self, parts: Sequence[PartHits], tags: Iterable[str]) -> set[str]:
        """Keys whose hashtag the article carries: `#…` in its text, or among its keywords."""
        found = {self._hashtags[keyed(tag)] for tag in tags if keyed(tag) in self._hashtags}
        for one in parts:
            for hit in one.of(Role.HASHTAG):
                start = one.part.tokens[hit.start].start
                if one.part.text[max(0, start - 1) : start] == "#":
                    found.add(hit.entry.key)
        return found


def _queries(city: CityGazetteer) -> Iterable[tuple[str, Query]]:
    for topic in city.topics:
        if topic.query:
            try:
                yield topic.key, parse(topic.query, datetime.now(UTC))
            except QueryError:
                continue  # refused when the city's file was loaded; a row made otherwise is inert


def _words_of(leaf: Leaf) -> str:
    """The words of a text leaf of a query; empty for others."""
    if isinstance(leaf, Term):
        return leaf.value
    return " ".join(leaf.values) if isinstance(leaf, Phrase) else ""
