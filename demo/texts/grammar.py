"""Reads the grammar files and deals sentences from them.

A deck gives its sentences in shuffled order and only starts again when it is empty, so two unrelated
stories seldom share one. In a sentence `[a|b]` is a choice, `{slot}` a name of the event, `{#3-90}` a number.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "grammar"
_CHOICE = re.compile(r"\[([^\[\]]+)\]")
_NUMBER = re.compile(r"\{#(\d+)-(\d+)\}")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Event:
    """One kind of event: several headlines and leads that say the same, and those of a follow-up."""

    headlines: tuple[str, ...]
    leads: tuple[str, ...]
    later_headlines: tuple[str, ...]
    later_leads: tuple[str, ...]


@dataclass(frozen=True)
class Domain:
    """One field of city life with its events and sentences."""

    key: str
    section: str
    topic: str
    units: tuple[str, ...]
    officials: tuple[str, ...]
    things: tuple[str, ...]
    tags: tuple[str, ...]
    events: tuple[Event, ...]
    facts: tuple[str, ...]
    background: tuple[str, ...]


@dataclass
class Deck:
    """Sentences dealt without putting back."""

    cards: tuple[str, ...]
    dice: random.Random
    left: list[str] = field(default_factory=list)

    def deal(self, count: int) -> list[str]:
        """`count` sentences, all different."""
        dealt: list[str] = []
        while len(dealt) < min(count, len(self.cards)):
            if not self.left:
                self.left = list(self.cards)
                self.dice.shuffle(self.left)
            card = self.left.pop()
            if card not in dealt:
                dealt.append(card)
        return dealt


def fill(template: str, slots: Mapping[str, str], dice: random.Random) -> str:
    """A template with its choices, numbers and slots filled; slots may hold templates themselves."""
    for _ in range(3):
        template = _SLOT.sub(lambda m: slots[m[1]], template)
    template = _CHOICE.sub(lambda m: dice.choice(m[1].split("|")), template)
    return _NUMBER.sub(lambda m: str(dice.randint(int(m[1]), int(m[2]))), template)


def _lines(name: str) -> Iterator[str]:
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """A file of `[section]` headings followed by one entry a line."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _lines(name):
        if line.startswith("[") and line.endswith("]") and "|" not in line:
            current = found.setdefault(line[1:-1], [])
        else:
            current.append(line)
    return {key: tuple(values) for key, values in found.items()}


def _parts(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def _event(lines: dict[str, str]) -> Event:
    return Event(*(_parts(lines[key], "//") for key in ("h", "l", "fh", "fl")))


def _domain(key: str) -> Domain:
    head: dict[str, str] = {}
    events: list[dict[str, str]] = []
    pools: dict[str, list[str]] = {"facts": [], "background": []}
    where = "head"
    for line in _lines(f"{key}.txt"):
        if line in ("[event]", "[facts]", "[background]"):
            where = line[1:-1]
            if where == "event":
                events.append({})
        elif where in pools:
            pools[where].append(line)
        else:
            name, _, value = line.partition(":")
            (head if where == "head" else events[-1])[name] = value.strip()
    return Domain(
        key=key,
        section=head["section"],
        topic=head["topic"],
        units=tuple(head["units"].split()),
        officials=_parts(head["officials"], "|"),
        things=_parts(head["things"], "|"),
        tags=_parts(head["tags"], "|"),
        events=tuple(_event(lines) for lines in events),
        facts=tuple(pools["facts"]),
        background=tuple(pools["background"]),
    )


@cache
def domains() -> tuple[Domain, ...]:
    """All fields of city life, in a fixed order."""
    return tuple(_domain(path.stem) for path in sorted(FOLDER.glob("[a-z]*.txt")))
