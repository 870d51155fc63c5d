"""An article as search sees it: what the archive gives to engines, percolator and matcher."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

from rasad.search.query.ast import KeyField


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What an article says: the parts that are searched, compared and kept as versions."""

    title: str = ""
    kicker: str = ""
    lead: str = ""
    body: str = ""

    @classmethod
    def of(cls, source: Any) -> Self:
        """The text of whatever has parts of these names: a row, an extraction."""
        return cls(*(getattr(source, name) for name in TEXT_PARTS))

    def parts(self) -> dict[str, str]:
        """The parts by name."""
        return {name: getattr(self, name) for name in TEXT_PARTS}


TEXT_PARTS: tuple[str, ...] = tuple(part.name for part in fields(ArticleText))


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `*_names` are further names by which its keys are found."""

    id: str
    revision: int
    cursor: int
    outlet: str
    kind: str
    text: ArticleText
    at: datetime
    first_capture: datetime
    author: str = ""
    units: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()  # units and topics that it only names
    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    tone: str = ""
    unit_tones: tuple[str, ...] = ()  # towards some units, where it is another
    review_status: str = ""  # empty: nobody judged it
    importance: str = ""
    assignee: str = ""  # name of the user
    status: str = "live"
    story: str = ""  # empty: the article belongs to no story
    story_size: int = 1
    story_role: str = ""
    outlet_names: tuple[str, ...] = ()
    kind_names: tuple[str, ...] = ()
    unit_names: tuple[str, ...] = ()
    topic_names: tuple[str, ...] = ()
    tone_names: tuple[str, ...] = ()
    status_names: tuple[str, ...] = ()
    importance_names: tuple[str, ...] = ()
    assignee_names: tuple[str, ...] = ()
    mention_names: tuple[str, ...] = ()
    person_names: tuple[str, ...] = ()
    place_names: tuple[str, ...] = ()

    @property
    def keys(self) -> dict[KeyField, tuple[str, ...]]:
        """The article's keys by field, as given."""
        return {
            "outlet": (self.outlet,),
            "kind": (self.kind,) if self.kind else (),
            "unit": self.units,
            "topic": self.topics,
            "tone": tuple(dict.fromkeys(filter(None, (self.tone, *self.unit_tones)))),
            "tag": tuple(dict.fromkeys(self.tags)),
            "mention": self.mentions,
            "person": self.persons,
            "place": self.places,
            "status": (self.review_status or "new",),
            "importance": (self.importance,) if self.importance else (),
            "assignee": (self.assignee,) if self.assignee else (),
        }

    @property
    def names(self) -> dict[KeyField, tuple[str, ...]]:
        """The further names of those keys, by field."""
        return {
            "outlet": self.outlet_names,
            "kind": self.kind_names,
            "unit": self.unit_names,
            "topic": self.topic_names,
            "tone": self.tone_names,
            "tag": (),
            "mention": self.mention_names,
            "person": self.person_names,
            "place": self.place_names,
            "status": (self.status, *self.status_names),
            "importance": self.importance_names,
            "assignee": self.assignee_names,
        }

    @property
    def story_key(self) -> str:
        """The story for collapsing: an article without one is its own."""
        return self.story or self.id

    @property
    def story_rank(self) -> int:
        """One number to sort by story size, then by time (63 bits)."""
        size = min(max(self.story_size, 1), (1 << 19) - 1)
        return (size << 44) | ((self.cursor >> 24) & 0xFFFFFFFF) << 12 | (self.cursor & 0xFFF)
