"""Which units an article names in their own right, and which it only names as a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rasad.attribution.findings import AttributionFinding, Kind, Level
from rasad.attribution.gazetteer import UnitRow
from rasad.attribution.neighbourhood import generic, owned, place_of_event, said_of_another_city, under_office
from rasad.attribution.numbered import NumberedNames
from rasad.attribution.phrases import stems
from rasad.attribution.reading import PART_WEIGHTS
from rasad.attribution.scope import ArticleScope
from rasad.attribution.vocabulary import Entry, PartHits, PhraseHit, Role, Vocabulary

#: Words around an alias in which a phrase of `not` cancels it.
NEAR = 8
_DISTRICT = "district"
_DEEP = 120  # words of a body behind which a name that stands once is named in passing
_PRESS = "press"  # the field of press reviews: they name everybody and are about nobody
_ORDER = {"title": 0, "kicker": 1, "lead": 2, "body": 3}


@dataclass(frozen=True, slots=True)
class _Named:
    """A unit's name where it stands, and how it is meant there."""

    unit: str
    level: Level
    score: float
    hit: PhraseHit
    found: PartHits

    @property
    def rank(self) -> tuple[int, float, int, int]:
        """The least is the best evidence."""
        part = _ORDER[self.found.part.name]
        return int(self.level is not Level.ABOUT), -self.score, part, self.hit.start


class UnitFinder:
    """Finds units; `add_to` puts their phrases into the city's vocabulary."""

    def __init__(self, units: Iterable[UnitRow], offices: Iterable[str] = ()):
        self.units = {unit.key: unit for unit in units}
        self._wanting = {key for key, unit in self.units.items() if unit.context.get("any")}
        self._offices = {stem for office in offices for stem in stems(office)}
        self._numbered = NumberedNames()

    def add_to(self, vocabulary: Vocabulary) -> None:
        """Look for the units' names and context."""
        for unit in self.units.values():
            places = {stems(text) for text in unit.context.get("places", ())}
            for role, texts in (
                (Role.ALIAS, (unit.name, *unit.aliases, *unit.context.get("places", ()))),
                (Role.SURE, unit.context.get("sure", ())),
            ):
                for text in texts:
                    terms = stems(text)
                    place = terms in places or (unit.kind == _DISTRICT and not self._offices & set(terms))
                    vocabulary.add(role, unit.key, [text], place=place)
                    self._numbered.add(Entry(role, unit.key, text, place))
            for role, name in ((Role.ANY, "any"), (Role.NOT, "not"), (Role.BESIDE, "beside")):
                vocabulary.add(role, unit.key, unit.context.get(name, ()))
            vocabulary.add(Role.HASHTAG, unit.key, unit.context.get("hashtags", ()))

    def find(self, parts: Sequence[PartHits], scope: ArticleScope) -> list[AttributionFinding]:
        """The units of an article, each once with its best evidence, by key."""
        context = {hit.entry.key for found in parts for hit in found.of(Role.ANY)}
        best: dict[str, _Named] = {}
        times: Counter[str] = Counter()
        for named in self._named(parts, scope, context):
            times[named.unit] += named.level is Level.ABOUT
            there = best.get(named.unit)
            if there is None or named.rank < there.rank:
                best[named.unit] = named
        press = scope.fields.get(_PRESS, 0.0) >= PART_WEIGHTS["title"]
        return [
            _finding(best[key], press or (times[key] < 2 and _in_passing(best[key]))) for key in sorted(best)
        ]

    def _named(self, parts: Sequence[PartHits], scope: ArticleScope, context: set[str]) -> Iterator[_Named]:
        for found in parts:
            for hit, sure in self._names(found):
                key = hit.entry.key
                if not sure and (
                    (key in self._wanting and key not in context) or self._elsewhere(hit, found, scope)
                ):
                    continue
                judged = _judge(hit, found, sure)
                if judged is not None:
                    yield _Named(key, *judged, hit, found)

    def _names(self, found: PartHits) -> Iterator[tuple[PhraseHit, bool]]:
        """Names of units that stand in a part, and whether each is a sure one."""
        for first, sure in _longest(found):
            for hit in self._numbered.row(first, found):
                yield hit, sure

    def _elsewhere(self, hit: PhraseHit, found: PartHits, scope: ArticleScope) -> bool:
        """Whether the name stands where the text speaks of another city."""
        if any(abs(hit.start - other.start) <= NEAR for other in found.of(Role.NOT, hit.entry.key)):
            return True
        if hit.entry.key not in self._wanting:
            return False
        if scope.of_another:
            return True
        first, last = found.part.sentence(hit.start)
        here, there = (
            any(first <= one.start < last for one in found.of(role)) for role in (Role.HERE, Role.ELSEWHERE)
        )
        return there and not here


def _longest(found: PartHits) -> list[tuple[PhraseHit, bool]]:
    """Names of units, the longest where several overlap, and whether each is a sure one.

    «شرکت متروی تهران» is not also «متروی تهران», which is another company.
    """
    hits = [(hit, False) for hit in found.of(Role.ALIAS)] + [(hit, True) for hit in found.of(Role.SURE)]
    hits.sort(key=lambda pair: (pair[0].start, -pair[0].end, not pair[1]))
    kept: list[tuple[PhraseHit, bool]] = []
    for hit, sure in hits:
        inside = kept and hit.end <= kept[-1][0].end and hit.start >= kept[-1][0].start
        same = inside and (hit.start, hit.end) == (kept[-1][0].start, kept[-1][0].end)
        if not inside or (same and hit.entry.key != kept[-1][0].entry.key):
            kept.append((hit, sure))
    return kept


def _judge(hit: PhraseHit, found: PartHits, sure: bool) -> tuple[Level, float] | None:
    """How a name is meant where it stands; None where it is somebody else's."""
    if said_of_another_city(hit, found) or owned(hit, found, Role.BESIDE, hit.entry.key):
        return None
    if not hit.entry.place:
        if generic(hit, found):
            return None
        return Level.ABOUT, 1.0 if sure else 0.9
    if under_office(hit, found):
        return Level.ABOUT, 0.95
    if owned(hit, found, Role.OWNER, ""):
        return None
    return place_of_event(hit, found)


def _in_passing(named: _Named) -> bool:
    """Whether a name stands only deep in a long text."""
    return named.found.part.name == "body" and named.hit.start >= _DEEP


def _finding(named: _Named, in_passing: bool) -> AttributionFinding:
    part, hit = named.found.part, named.hit
    start, end = part.tokens[hit.start].start, part.tokens[hit.end - 1].end
    return AttributionFinding(
        Kind.UNIT,
        named.unit,
        Level.MENTION if in_passing else named.level,
        named.score,
        hit.entry.text,
        part.name,
        start,
        end,
    )
