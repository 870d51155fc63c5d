"""Where an article plays: in this city, in another, abroad; and which subject beside the city's it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rasad.attribution.reading import PART_WEIGHTS
from rasad.attribution.vocabulary import PartHits, Role

_MOST = 3  # hits in the body that count


@dataclass(frozen=True, slots=True)
class ArticleScope:
    """How much an article says about each; `fields` by name. A hit weighs as its part does."""

    here: float
    elsewhere: float
    abroad: float
    fields: dict[str, float]

    @property
    def of_this_city(self) -> bool:
        """Whether the article plays here rather than in another city or country."""
        return self.here > 0 and self.here >= self.elsewhere and self.here >= self.abroad

    @property
    def of_another(self) -> bool:
        """Whether it plays in another city or country rather than here."""
        return max(self.elsewhere, self.abroad) > self.here


def scope_of(parts: Sequence[PartHits]) -> ArticleScope:
    """Where the article plays."""
    sums: dict[str, float] = dict.fromkeys((Role.HERE, Role.ELSEWHERE, Role.ABROAD), 0.0)
    fields: dict[str, float] = {}
    for found in parts:
        weight = PART_WEIGHTS[found.part.name]
        most = _MOST if found.part.name == "body" else 1
        for role in (Role.HERE, Role.ELSEWHERE, Role.ABROAD):
            sums[role] += weight * min(most, len(list(found.of(role))))
        named: Counter[str] = Counter(hit.entry.key for hit in found.of(Role.FIELD))
        for name, count in named.items():
            fields[name] = fields.get(name, 0.0) + weight * min(most, count)
    return ArticleScope(sums[Role.HERE], sums[Role.ELSEWHERE], sums[Role.ABROAD], fields)
