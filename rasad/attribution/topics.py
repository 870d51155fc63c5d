"""What an article is about: topics by the weight of their words, not by their presence.

A word weighs by the part it stands in, by how plainly it names the topic (`sure` before `words`) and by
repetition. Beside a phrase of `not` it weighs nothing: the bus of a football club, a science
park. An article whose subject is another (a league, a war) must say more, and one abroad more still.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rasad.attribution.findings import AttributionFinding, Kind, Level
from rasad.attribution.gazetteer import TopicRow
from rasad.attribution.scope import ArticleScope
from rasad.attribution.vocabulary import PartHits, PhraseHit, Role, Vocabulary

ABOUT = 3.0  # points from which an article is about a topic
PLAIN = 6.0  # points from which nobody would doubt it
_SURE = {"title": 3.0, "kicker": 2.0, "lead": 2.0, "body": 0.5}
_WORD = {"title": 1.5, "kicker": 1.0, "lead": 1.0, "body": 0.25}
_BODY_MOST = 2.0  # points that a body gives at most
_BODY_SURE = 0.34  # so that three in the body are one outside it
_NEAR = 2  # words from a phrase of `not` within which a word says nothing
_OTHER_FIELD, _ABROAD, _ELSEWHERE = 0.5, 0.4, 0.9  # what is left of the points


@dataclass(slots=True)
class _Points:
    """What speaks for a topic."""

    parts: dict[str, float] = field(default_factory=dict)
    best: tuple[float, PartHits, PhraseHit] | None = None
    sure: float = 0.0  # from 1 on the text names the topic plainly: once outside the body, or often in it

    def add(self, points: float, found: PartHits, hit: PhraseHit) -> None:
        name = found.part.name
        if hit.entry.role is Role.TOPIC_SURE:
            self.sure += 1.0 if name != "body" else _BODY_SURE
        most = _BODY_MOST if name == "body" else 2 * _SURE[name]
        self.parts[name] = min(most, self.parts.get(name, 0.0) + points)
        if self.best is None or points > self.best[0]:
            self.best = points, found, hit

    @property
    def total(self) -> float:
        return sum(self.parts.values())


class TopicScorer:
    """Weighs topics; `add_to` puts their phrases into the city's vocabulary."""

    def __init__(self, topics: Iterable[TopicRow]):
        self.topics = {topic.key: topic for topic in topics}

    def add_to(self, vocabulary: Vocabulary) -> None:
        """Look for the topics' words."""
        for topic in self.topics.values():
            context = topic.context
            for role, name in (
                (Role.TOPIC_SURE, "sure"),
                (Role.TOPIC_WORD, "words"),
                (Role.TOPIC_NOT, "not"),
                (Role.HASHTAG, "hashtags"),
            ):
                vocabulary.add(role, topic.key, context.get(name, ()))

    def find(
        self, parts: Sequence[PartHits], scope: ArticleScope, tagged: set[str], matching: Mapping[str, bool]
    ) -> list[AttributionFinding]:
        """The topics of an article, by key. `tagged`: those whose hashtag it carries; `matching`: whether it
        matches the query of those that have one.
        """
        points: dict[str, _Points] = {}
        for found in parts:
            for hit, worth in _words(found):
                points.setdefault(hit.entry.key, _Points()).add(worth, found, hit)
        made = [self._finding(key, points[key], scope, key in tagged) for key in sorted(points)]
        made += [
            AttributionFinding(Kind.TOPIC, key, Level.ABOUT, 0.9, "#")
            for key in sorted(tagged & self.topics.keys() - points.keys())
        ]
        return [one for one in made if matching.get(one.key, True)]

    def _finding(self, key: str, points: _Points, scope: ArticleScope, tagged: bool) -> AttributionFinding:
        assert points.best is not None
        total = points.total * self._share(self.topics[key], scope) + (ABOUT if tagged else 0.0)
        _, found, hit = points.best
        level = Level.MENTION
        if total >= ABOUT and (points.sure >= 1.0 or tagged):
            level = Level.ELSEWHERE if scope.of_another else Level.ABOUT
        start, end = found.part.tokens[hit.start].start, found.part.tokens[hit.end - 1].end
        score = min(1.0, 0.5 + 0.5 * (total - ABOUT) / (PLAIN - ABOUT)) if total >= ABOUT else 0.5
        return AttributionFinding(
            Kind.TOPIC, key, level, round(score, 2), hit.entry.text, found.part.name, start, end
        )

    def _share(self, topic: TopicRow, scope: ArticleScope) -> float:
        """How much of the points is left where the article has another subject or plays elsewhere."""
        allowed = topic.context.get("fields", ())
        share = 1.0
        if any(weight >= 3.0 for name, weight in scope.fields.items() if name not in allowed):
            share *= _OTHER_FIELD
        if scope.abroad > max(scope.here, scope.elsewhere):
            share *= _ABROAD
        elif scope.of_another:
            share *= _ELSEWHERE
        return share


def _words(found: PartHits) -> Iterator[tuple[PhraseHit, float]]:
    """Words that speak for a topic with their points: each word of a topic whole once, then half."""
    name = found.part.name
    seen: set[tuple[str, str]] = set()
    for role, table in ((Role.TOPIC_SURE, _SURE), (Role.TOPIC_WORD, _WORD)):
        for hit in found.of(role):
            entry = hit.entry
            if _cancelled(hit, found.of(Role.TOPIC_NOT, entry.key), _NEAR):
                continue
            again = name != "body" and (entry.key, entry.text) in seen
            seen.add((entry.key, entry.text))
            yield hit, table[name] * (0.25 if again else 1.0)


def _cancelled(hit: PhraseHit, against: Iterable[PhraseHit], near: int) -> bool:
    """Whether a phrase of `not` covers the word or stands next to it."""
    return any(hit.start < other.end + near and other.start - near < hit.end for other in against)
