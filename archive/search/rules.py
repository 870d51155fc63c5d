"""Alert rules by the hundred thousand: each article is only asked the rules that it could match.

A rule is filed under what every article that it matches must have (`filing.py`): its rarest required stem,
exact form, beginning or key; a choice (OR) under the rarest of each side. Under a first stem lies the next
rarest one, if the rule requires two, so that an article meets a rule only if it has both. Rules that are no
more than stems are settled by one comparison of sets; the others have their tree evaluated with positions.
What requires nothing (NOT alone) is asked of every article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from archive.search import filing
from archive.search.analysed import Analysed
from archive.search.evaluate import holds
from archive.search.filing import Anchor, as_sets, cheapest, exact_needs, required
from archive.search.nodes import Node
from archive.search.query import Query

REFILE = (100, 500, 3_000)  # articles after which learnt frequencies file the rules anew; then learning ends
FEW = 8  # second stems that are tried one by one
UNKNOWN = {filing.KEY: 0.1, filing.BEGINNING: 0.05}  # share of articles expected to have such an anchor


class More(NamedTuple):
    """What a rule asks besides stems that must be there."""

    bans: frozenset[str]  # stems that must not be there
    choices: tuple[frozenset[str], ...]  # sets of stems of which one must be there
    exact: frozenset[str]  # exact forms that must be there
    tree: Node | None  # None: those sets settle it


class Entry(NamedTuple):
    """A rule where it is filed."""

    rule: Hashable
    rest: frozenset[str]  # further stems that must be there
    more: More | None


class RuleIndex:
    """Rules under their rarest required terms. Not thread-safe: one consumer owns it."""

    def __init__(self, frequencies: Mapping[str, int] | None = None):
        """`frequencies`: in how many articles each stem stands; without it they are learnt from what
        passes.
        """
        self._learnt: Counter[str] = Counter()
        self._frequencies = self._learnt if frequencies is None else frequencies
        self._learning = frequencies is None
        self._seen = 0
        self._rules: dict[Hashable, Node] = {}
        self._clear()

    def __len__(self) -> int:
        return len(self._rules)

    def _clear(self) -> None:
        self._stems: dict[str, dict[str, list[Entry]]] = {}  # first stem → second ("" for none) → rules
        self._others: dict[str, dict[str, list[Entry]]] = {}  # space → value → rules
        self._always: dict[Hashable, Node] = {}
        self._filed: dict[Hashable, list[list[Entry]]] = {}  # rule → the lists it stands in
        self._total = max([1_000, *self._frequencies.values()]) if self._frequencies else 1_000

    # -- filing -------------------------------------------------------------------------------------------

    def add(self, rule_id: Hashable, query: Query) -> None:
        """File a rule; one with the same id is replaced. Relative dates stay as they were when it was
        parsed.
        """
        self.remove(rule_id)
        self._rules[rule_id] = query.ast
        self._file(rule_id, query.ast)

    def remove(self, rule_id: Hashable) -> None:
        """Forget a rule; unknown ids are no error."""
        self._rules.pop(rule_id, None)
        self._always.pop(rule_id, None)
        for entries in self._filed.pop(rule_id, ()):
            entries[:] = [entry for entry in entries if entry.rule != rule_id]

    def _cost(self, anchor: Anchor) -> float:
        space, value = anchor
        if space in UNKNOWN:
            return UNKNOWN[space] * self._total
        return self._frequencies.get(value, 0)

    def _file(self, rule_id: Hashable, tree: Node) -> None:
        clauses = required(tree, self._cost)
        if not clauses:
            self._always[rule_id] = tree
            return
        stems = {
            value for clause in clauses if len(clause) == 1 for space, value in clause if space == filing.STEM
        }
        chosen = cheapest(clauses, self._cost)
        sets = as_sets(tree)
        more: More | None = None
        if sets is None:
            more = More(frozenset(), (), exact_needs(clauses), tree)
        elif sets.bans or sets.choices:
            more = More(sets.bans, sets.choices, frozenset(), None)
        for space, value in chosen:
            rest = stems - {value}
            if space == filing.STEM:
                second = min(rest, key=lambda stem: (self._frequencies.get(stem, 0), -len(stem)), default="")
                entries = self._stems.setdefault(value, {}).setdefault(second, [])
                rest -= {second}
            else:
                entries = self._others.setdefault(space, {}).setdefault(value, [])
            entries.append(Entry(rule_id, frozenset(rest), more))
            self._filed.setdefault(rule_id, []).append(entries)

    def _learn(self, stems: Iterable[str]) -> None:
        self._learnt.update(stems)
        self._seen += 1
        if self._seen in REFILE:
            self._clear()
            self._total = self._seen
            for rule_id, tree in self._rules.items():
                self._file(rule_id, tree)
            self._learning = self._seen < REFILE[-1]

    # -- matching -----------------------------------------------------------------------------------------

    def matching(self, analysed: Analysed) -> set[Hashable]:
        """Ids of the rules that the article matches."""
        have = analysed.terms("text", "stem")
        if self._learning:
            self._learn(have)
        found: set[Hashable] = set()
        trees = dict(self._always)
        for first in have & self._stems.keys():
            seconds = self._stems[first]
            if len(seconds) <= FEW:
                for second, entries in seconds.items():
                    if not second or second in have:
                        _sift(entries, have, analysed, found, trees)
            else:
                for second in have & seconds.keys():
                    _sift(seconds[second], have, analysed, found, trees)
                if "" in seconds:
                    _sift(seconds[""], have, analysed, found, trees)
        for space, filed in self._others.items():
            for value in _values(space, filed, analysed):
                _sift(filed[value], have, analysed, found, trees)
        for rule, tree in trees.items():
            if holds(tree, analysed):
                found.add(rule)
        return found


def _sift(
    entries: list[Entry],
    have: AbstractSet[str],
    analysed: Analysed,
    found: set[Hashable],
    trees: dict[Hashable, Node],
) -> None:
    """Settle what sets can settle; what needs positions and may still match is left in `trees`."""
    for rule, rest, more in entries:
        if not rest or rest <= have:
            if more is None:
                found.add(rule)
                continue
            bans, choices, exact, tree = more
            if tree is not None:
                if not exact or exact <= analysed.terms("text", "exact"):
                    trees[rule] = tree
            elif bans.isdisjoint(have) and not any(choice.isdisjoint(have) for choice in choices):
                found.add(rule)


def _values(space: str, filed: dict[str, list[Entry]], analysed: Analysed) -> Iterable[str]:
    """The anchors of a space under which rules are filed and which the article has."""
    if space == filing.KEY:
        return {f"{field}:{key}" for field, keys in analysed.keys.items() for key in keys} & filed.keys()
    if space in (filing.BEGINNING, filing.AUTHOR_BEGINNING):
        forms = analysed.terms("text" if space == filing.BEGINNING else "author", "exact")
        lengths = {len(beginning) for beginning in filed}
        return {form[:length] for form in forms for length in lengths} & filed.keys()
    if space == filing.EXACT:
        return analysed.terms("text", "exact") & filed.keys()
    return analysed.terms("author", "stem" if space == filing.AUTHOR_STEM else "exact") & filed.keys()
