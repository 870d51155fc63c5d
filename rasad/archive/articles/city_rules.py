"""The city's rules as the records hold them, compiled; read again where the records changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rasad.archive.models import AttributionRule, CityWordList, Person, Place, Topic, Unit
from rasad.attribution import Attributor, CityGazetteer, PersonRow, PlaceRow, Post, TopicRow, UnitRow

_FRESH_SECONDS = 10.0
#: A phrase that staff added: (kind, key, role, phrase), as `AttributionRule` holds it.
AddedPhrase = tuple[str, str, str, str]


def gazetteer(extra: Iterable[AddedPhrase] = ()) -> CityGazetteer:
    """The city's entries with what staff added; `extra` phrases are laid over them, to try them out."""
    added: dict[tuple[str, str], dict[str, list[str]]] = {}
    stored = AttributionRule.objects.order_by("id").values_list("kind", "key", "role", "phrase")
    for kind, key, role, phrase in (*stored, *extra):
        added.setdefault((kind, key), {}).setdefault(role, []).append(phrase)
    return CityGazetteer(
        [_unit(row, added.get(("unit", row.key), {})) for row in Unit.objects.order_by("key")],
        [
            TopicRow(row.key, row.name, row.query, _with(row.context, added.get(("topic", row.key), {})))
            for row in Topic.objects.order_by("key")
        ],
        [
            PersonRow(row.key, row.name, row.aliases, list(map(_post, row.posts)), row.context)
            for row in Person.objects.order_by("key")
        ],
        [PlaceRow(row.key, row.name, row.aliases, row.context) for row in Place.objects.order_by("key")],
        dict(CityWordList.objects.values_list("name", "words")),
    )


def _unit(row: Unit, added: Mapping[str, list[str]]) -> UnitRow:
    aliases = [*row.aliases, *added.get("aliases", ())]
    return UnitRow(row.key, row.name, row.kind, aliases, _with(row.context, added))


def _with(context: Mapping[str, Any], added: Mapping[str, list[str]]) -> dict[str, Any]:
    return dict(context) | {name: [*context.get(name, ()), *more] for name, more in added.items()}


def _post(row: Mapping[str, Any]) -> Post:
    start, end = (date.fromisoformat(row[name]) if row.get(name) else None for name in ("from", "to"))
    return Post(row.get("title", ""), row.get("unit", ""), start, end)


class CityRules:
    """The compiled rules and the keys they know."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at = 0.0
        self._stamp: object = None
        self.attributor = Attributor(CityGazetteer())
        self.unit_keys: frozenset[str] = frozenset()
        self.topic_keys: frozenset[str] = frozenset()
        self.names: dict[str, tuple[str, ...]] = {}  # key → name and aliases; keys of all kinds are few

    def names_of(self, keys: Iterable[str]) -> dict[str, str]:
        """The names of units, topics, people or places by key; unknown keys are left out."""
        return {key: self.names[key][0] for key in keys if key in self.names}

    def current(self) -> CityRules:
        """Itself, with the records read again every few seconds."""
        with self._lock:
            if time.monotonic() - self._read_at > _FRESH_SECONDS or self._stamp is None:
                self._read()
                self._read_at = time.monotonic()
        return self

    def forget(self) -> None:
        """Read the records again at the next question."""
        self._read_at, self._stamp = 0.0, None

    def _read(self) -> None:
        city = gazetteer()
        stamp = repr(city)
        if stamp == self._stamp:
            return
        self.attributor = Attributor(city)
        self.unit_keys = frozenset(row.key for row in city.units)
        self.topic_keys = frozenset(row.key for row in city.topics)
        self.names = {
            row.key: (row.name, *(() if isinstance(row, TopicRow) else row.aliases)) for row in city.rows
        }
        self._stamp = stamp


rules = CityRules()
