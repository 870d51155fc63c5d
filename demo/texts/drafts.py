"""From drafts to items: what a newsroom adds to a text before it stands on the web."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime

from demo.model import CityOutlet, Edit, PlannedItem, Text
from demo.texts.grammar import sections
from demo.texts.likeness import numbers


@dataclass
class Draft:
    """An item before it has a number and its outlet's spelling."""

    outlet: CityOutlet
    at: datetime
    text: Text
    story: str
    role: str
    section: str
    topic: str
    tags: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    release: str | None = None
    coverage: str | None = None
    series: str | None = None
    edit: Edit | None = None
    removed_at: datetime | None = None
    disallowed: bool = False


@dataclass
class Desk:
    """Gives items their number, author and spelling, in the order in which they appear."""

    seed: int
    outlets: tuple[CityOutlet, ...]
    made: int = 0
    counters: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{self.seed}:desk")
        for outlet in self.outlets:
            self.counters[outlet.key] = 1 if outlet.social else self.dice.randint(400_000, 3_000_000)

    def items(self, drafts: list[Draft]) -> list[PlannedItem]:
        """Drafts as items, oldest first."""
        drafts = sorted(drafts, key=lambda draft: draft.at)
        roles = settled_roles(drafts)
        return [self._item(draft, role) for draft, role in zip(drafts, roles, strict=True)]

    def _item(self, draft: Draft, role: str) -> PlannedItem:
        outlet, edit = draft.outlet, draft.edit
        self.made += 1
        self.counters[outlet.key] += self.dice.randint(1, 2 if outlet.social else 40)
        key = f"{self.seed}:{self.made}"
        if edit:
            edit = Edit(edit.at.replace(microsecond=0), spelled(edit.text, outlet, key), edit.moved)
        tags = () if "tags" in outlet.lacks else draft.tags
        return PlannedItem(
            number=self.counters[outlet.key],
            outlet=outlet,
            at=draft.at.replace(microsecond=0),
            text=spelled(draft.text, outlet, key),
            story=draft.story,
            role=role,
            section=outlet.spelling.write(draft.section, key),
            topic=draft.topic,
            author=self.dice.choice(sections("_city.txt")["authors"]),
            tags=tuple(outlet.spelling.write(tag, key) for tag in tags),
            units=draft.units,
            release=draft.release,
            coverage=draft.coverage,
            series=draft.series,
            edit=edit,
            removed_at=draft.removed_at.replace(microsecond=0) if draft.removed_at else None,
            gone_status=self.dice.choice((404, 410)),
            disallowed=draft.disallowed,
        )


def spelled(text: Text, outlet: CityOutlet, key: str) -> Text:
    """A text in an outlet's spelling."""
    write = outlet.spelling.write
    lead = "" if "lead" in outlet.lacks else text.lead
    paras = (text.lead, *text.paras) if text.lead and not lead else text.paras
    kicker = "" if "kicker" in outlet.lacks else text.kicker
    written = tuple(write(para, f"{key}:{index}") for index, para in enumerate(paras))
    return Text(write(text.title, key), written, write(lead, key), write(kicker, key))


def settled_roles(drafts: list[Draft]) -> list[str]:
    """The first of a story is its origin if others followed, else single; series and follow-ups stay."""
    sizes: dict[str, int] = {}
    for draft in drafts:
        sizes[draft.story] = sizes.get(draft.story, 0) + 1
    return ["single" if d.role == "origin" and sizes[d.story] == 1 else d.role for d in drafts]


def too_like(text: Text, other: Text) -> bool:
    """Whether two daily reports share so many numbers that they would pass for one."""
    mine, theirs = numbers(text.words), numbers(other.words)
    return len(mine & theirs) / min(len(mine), len(theirs)) > 0.3
