"""Every phrase of the city's file in one trie, with what it says; one walk over a text finds them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rasad.attribution.phrases import PhraseTrie
from rasad.attribution.reading import PartReading


class Role(StrEnum):
    """What a phrase says where it stands. The first ones hold for the whole city."""

    HERE = "here"  # the text is about this city
    ELSEWHERE = "elsewhere"  # another city
    ABROAD = "abroad"  # another country
    MASKED = "masked"  # holds a name that means nothing there: «دانشگاه تهران», «بزرگراه کردستان»
    OWNER = "owners"  # whose region a district's name may be, too: a school board, an army
    OFFICE = "offices"  # a municipal office: beside it a district is meant as a unit
    SCENE = "scenes"  # what stands before makes the name a place: «ساکنان», «محدوده»
    WORK = "work"  # what the municipality does
    FIELD = "fields"  # a subject beside the city's own: sport, war
    ALIAS = "alias"
    SURE = "sure"
    ANY = "any"
    NOT = "not"
    BESIDE = "beside"
    HASHTAG = "hashtag"
    TOPIC_SURE = "topic_sure"
    TOPIC_WORD = "topic_word"
    TOPIC_NOT = "topic_not"
    PERSON = "person"
    PERSON_NOT = "person_not"
    PLACE = "place"
    PLACE_ANY = "place_any"
    PLACE_NOT = "place_not"


CITY_ROLES = (
    Role.HERE, Role.ELSEWHERE, Role.ABROAD, Role.MASKED, Role.OWNER, Role.OFFICE, Role.SCENE, Role.WORK,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of the file: what it says, of which key (unit, topic, field …)."""

    role: Role
    key: str
    text: str
    place: bool = False  # an alias that names a place, too


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A phrase where it stands: terms [start, end) of a part."""

    start: int
    end: int
    entry: Entry


@dataclass(slots=True)
class PartHits:
    """What stands in one part, by role."""

    part: PartReading
    by_role: dict[Role, list[PhraseHit]] = field(default_factory=dict)

    def of(self, role: Role, key: str | None = None) -> Iterable[PhraseHit]:
        """The hits of a role, of one key or all, in the order of the text."""
        hits = self.by_role.get(role, ())
        return hits if key is None else (hit for hit in hits if hit.entry.key == key)


class Vocabulary:
    """The phrases of a city."""

    def __init__(self) -> None:
        self._trie: PhraseTrie[Entry] = PhraseTrie()

    def add(self, role: Role, key: str, texts: Iterable[str], *, place: bool = False) -> None:
        """Look for phrases that say something of a key."""
        for text in texts:
            self._trie.add(text, Entry(role, key, text, place))

    def add_city(self, words: Mapping[str, object]) -> None:
        """The lists that hold for the whole city."""
        for role in CITY_ROLES:
            listed = words.get(role.value, ())
            if isinstance(listed, list | tuple):
                self.add(role, "", listed)
        fields = words.get(Role.FIELD.value, {})
        if isinstance(fields, Mapping):
            for name, listed in fields.items():
                self.add(Role.FIELD, name, listed)

    def read(self, part: PartReading) -> PartHits:
        """Everything that stands in a part; names inside a masked phrase are left out."""
        found = PartHits(part)
        for start, end, entry in self._trie.find(part.stems):
            found.by_role.setdefault(entry.role, []).append(PhraseHit(start, end, entry))
        masks = found.by_role.get(Role.MASKED)
        if masks:
            for role in (Role.HERE, Role.ELSEWHERE, Role.ABROAD):
                found.by_role[role] = [hit for hit in found.of(role) if not _inside(hit, masks)]
        return found


def _inside(hit: PhraseHit, others: Iterable[PhraseHit]) -> bool:
    return any(other.start <= hit.start and hit.end <= other.end for other in others)
