"""The evaluation of a period: facts of all units, their league, and the same of the period before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rasad.desk.errors import GoneError
from rasad.desk.evaluation.facts import facts_of
from rasad.desk.evaluation.formula_versions import FormulaValues, formula_for
from rasad.desk.evaluation.periods import Period, previous
from rasad.desk.evaluation.scorecards import CityMeans, Scorecard, city_means, league
from rasad.desk.evaluation.unit_facts import UnitFacts


@dataclass(frozen=True)
class Evaluation:
    """A period with all that was counted in it, and the formula that scores it."""

    period: Period
    formula: FormulaValues
    facts: list[UnitFacts]
    cards: list[Scorecard]

    @property
    def means(self) -> CityMeans:
        """What small samples were drawn towards."""
        return city_means(self.facts, self.formula)

    def card(self, unit: str) -> Scorecard:
        """A unit's scorecard. Raises `GoneError`."""
        return _of(self.cards, unit)

    def before(self, unit: str) -> Scorecard:
        """Its scorecard of the period before. Raises `GoneError`."""
        return _of(self._before.cards, unit)

    def facts_of(self, unit: str) -> UnitFacts:
        """A unit's facts. Raises `GoneError`."""
        found = next((one for one in self.facts if one.unit == unit), None)
        if found is None:
            raise GoneError("unit")
        return found

    @cached_property
    def _before(self) -> Evaluation:
        return evaluate(previous(self.period))


def _of(cards: list[Scorecard], unit: str) -> Scorecard:
    found = next((card for card in cards if card.unit == unit), None)
    if found is None:
        raise GoneError("unit")
    return found


def evaluate(period: Period) -> Evaluation:
    """Count and score all units: one unit's numbers are drawn towards those of all."""
    formula = formula_for(period.first_day)
    facts = facts_of(period)
    return Evaluation(period, formula, facts, league(facts, formula))
