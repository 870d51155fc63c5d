"""What attribution finds in an article: what it concerns, how surely, and the words that say so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an article can concern."""

    UNIT = "unit"
    TOPIC = "topic"
    PERSON = "person"
    PLACE = "place"


class Level(StrEnum):
    """How an article concerns it."""

    ABOUT = "about"  # it is what the article tells of; only this counts in figures
    ELSEWHERE = "elsewhere"  # the article is about this topic, in another city
    MENTION = "mention"  # named in passing, or as the place where something happened


#: Below this an attribution waits in the queue for a person's look.
WEAK = 0.7


@dataclass(frozen=True, slots=True)
class AttributionFinding:
    """One attribution. `text[start:end]` of `part` are the words that decided; `rule` names the rule.

    `score` is how sure it is, 0 to 1.
    """

    kind: Kind
    key: str
    level: Level
    score: float
    rule: str
    part: str = ""  # title, kicker, lead or body; empty where no word of the text decided
    start: int = 0
    end: int = 0
