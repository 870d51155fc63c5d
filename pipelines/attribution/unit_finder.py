"""Which units a text concerns, by the rules of `city.yaml`. Pure; built once, asked for each article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rasad.persian import analyze

#: Words around an alias in which a phrase of `not` cancels it.
NEAR = 8


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit found in a text, and the alias that told it."""

    unit: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    terms: tuple[str, ...]
    text: str
    unit: str
    role: str  # alias, sure, any, not


def _terms(text: str) -> tuple[str, ...]:
    return tuple(token.stem for token in analyze(text))


class UnitFinder:
    """Finds units by their aliases: stems in a row; `sure` names need no context, the others do."""

    def __init__(self, units: Iterable[tuple[str, str, Sequence[str], dict[str, Any]]]) -> None:
        """`units`: (key, name, aliases, context) rows, as `rasad.archive.models.Unit` keeps them."""
        self._starts: dict[str, list[_Phrase]] = {}
        self._needs: set[str] = set()
        for key, name, aliases, context in units:
            for text in (name, *aliases):
                self._add(_Phrase(_terms(text), text, key, "alias"))
            for role in ("sure", "any", "not"):
                for text in context.get(role, ()):
                    self._add(_Phrase(_terms(text), text, key, role))
            if context.get("any"):
                self._needs.add(key)

    def _add(self, phrase: _Phrase) -> None:
        if phrase.terms:
            self._starts.setdefault(phrase.terms[0], []).append(phrase)

    def find(self, terms: Sequence[str]) -> list[FoundUnit]:
        """Units that the text with these analysed stems concerns, by key."""
        hits: dict[str, dict[str, list[tuple[int, _Phrase]]]] = {}
        for place, phrase in self._phrases_in(terms):
            hits.setdefault(phrase.role, {}).setdefault(phrase.unit, []).append((place, phrase))
        found = {unit: FoundUnit(unit, sure[0][1].text) for unit, sure in hits.get("sure", {}).items()}
        context, against = hits.get("any", {}), hits.get("not", {})
        for unit, aliases in hits.get("alias", {}).items():
            if unit in found or (unit in self._needs and unit not in context):
                continue
            for place, phrase in aliases:
                if all(abs(place - other) > NEAR for other, _ in against.get(unit, ())):
                    found[unit] = FoundUnit(unit, phrase.text)
                    break
        return [found[unit] for unit in sorted(found)]

    def _phrases_in(self, terms: Sequence[str]) -> Iterator[tuple[int, _Phrase]]:
        """Every phrase that stands in the text, with the place of its first term."""
        for place, term in enumerate(terms):
            for phrase in self._starts.get(term, ()):
                if tuple(terms[place : place + len(phrase.terms)]) == phrase.terms:
                    yield place, phrase
