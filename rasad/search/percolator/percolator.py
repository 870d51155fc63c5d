"""Alert rules by the hundred thousand: an article is compared only with the rules that it could match.

A rule is indexed under what every article that it matches must have (`requirements.py`): its rarest required
stem, exact form, beginning or key; a choice (OR) under each of its sides. Beside it stand the next three
that it requires, and one that it forbids. What an article has becomes a set of numbers (`term_ids.py`), so
that most rules are settled by a look at those; what a rule asks besides is a few more numbers in one array.
Only phrases and the like have their tree evaluated with positions. What requires nothing (NOT alone) is
asked of every article.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Hashable, Mapping

import numpy as np
from numpy.typing import NDArray

from rasad.search.match.analysed import AnalysedArticle, needle
from rasad.search.match.evaluate import node_matches
from rasad.search.percolator import requirements
from rasad.search.percolator.posting_table import PostingRow, PostingTable
from rasad.search.percolator.requirements import Clause, TermKey, requirements_of, weight
from rasad.search.percolator.term_ids import ALWAYS, NEVER, TermIds
from rasad.search.query.ast import Node, Phrase
from rasad.search.query.parser import Query

# Articles after which learnt frequencies index the rules anew; then learning ends.
REINDEX_AT = (100, 500, 3_000)
EVERY = 8  # of how many articles one is learnt from after the first reindexing
UNKNOWN = {
    requirements.KEY: 0.1,
    requirements.BEGINNING: 0.05,
}  # share of articles expected to have it
WAYS = 4  # a choice of at most so many is indexed once for each
_NONE = 1 << 31  # on a group's length: none of them, instead of one of them
_WHOLE, _TREE, _MORE = range(3)  # the two low bits of a row's code: nothing, the tree or `_more` decides
_U32 = "I"


class Percolator:
    """Rules under their rarest required terms. Not thread-safe: one consumer owns it."""

    def __init__(self, frequencies: Mapping[str, int] | None = None):
        """`frequencies`: in how many articles each term stands; without it they are learnt from what
        passes.
        """
        self._learnt: Counter[str] = Counter()
        self._frequencies = self._learnt if frequencies is None else frequencies
        self._learning = frequencies is None
        self._seen = self._learnt_from = 0  # articles
        self._rules: dict[Hashable, Node] = {}
        self._clear()

    def __len__(self) -> int:
        return len(self._rules)

    def _clear(self) -> None:
        self._term_ids = TermIds()
        # Under a term, with a code: 4 x the rule's number, or its place in `_more`, + what decides.
        self._rows = PostingTable()
        # At a place: the rule's number, whether its tree decides, groups (length, terms), 0.
        self._more = array(_U32)
        self._names: list[Hashable] = []  # by number
        self._needles: dict[int, str] = {}  # of rules that are one phrase: see `AnalysedArticle.text_of`
        self._there = bytearray()
        self._indexed: dict[Hashable, tuple[int, list[int]]] = {}  # rule → number, terms it stands under
        self._always: dict[Hashable, Node] = {}
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
        if rule_id not in self._indexed:
            return
        number, terms = self._indexed.pop(rule_id)
        for term in terms:
            self._rows.remove(term, lambda code: self._number(code) == number)
        if len(self._names) > 2 * len(self._rules) + 1_000:
            self._reindex()  # more was replaced than is there

    def _number(self, code: int) -> int:
        return self._more[code >> 2] if code & 3 == _MORE else code >> 2

    def _cost(self, term: TermKey) -> float:
        space, value = term
        if space in UNKNOWN:
            return UNKNOWN[space] * self._total
        return self._frequencies.get(value, 0)

    def _file(self, rule_id: Hashable, tree: Node) -> None:
        some, none, whole = requirements_of(tree, self._cost)
        if not some:
            self._always[rule_id] = tree
            return
        number = len(self._names)
        self._names.append(rule_id)
        first, *rest = sorted(some, key=lambda clause: weight(clause, self._cost))
        beside, rest = self._beside(rest)
        banned = NEVER
        if none:
            banned = self._term_ids.number(min(none))
            none -= {min(none)}
        if isinstance(tree, Phrase) and (tree.field, tree.form) == ("text", "exact"):
            self._needles[number] = needle(tree.values)
        code = 4 * number + (_WHOLE if whole else _TREE)
        if rest or none:
            code = 4 * len(self._more) + _MORE
            self._more.extend((number, not whole))
            for clause in rest:
                self._group(clause, 0)
            if none:
                self._group(none, _NONE)
            self._more.append(0)
        terms = [self._term_ids.number(term) for term in first]
        for term in terms:
            for second, third, fourth in beside:
                self._rows.add(term, PostingRow(second, third, fourth, banned, code))
        self._indexed[rule_id] = number, terms

    def _beside(self, clauses: list[Clause]) -> tuple[list[tuple[int, int, int]], list[Clause]]:
        """Three more terms, once a way to have them, and the clauses that these leave to say."""
        single = [clause for clause in clauses if len(clause) == 1][:3]
        rest = [clause for clause in clauses if clause not in single]
        numbers = [self._term_ids.number(term) for clause in single for term in clause]
        if len(numbers) == 3:
            ways = numbers[2:]
        elif rest and len(rest[0]) <= WAYS:
            ways = [self._term_ids.number(term) for term in rest.pop(0)]
        else:
            ways = [ALWAYS]
        second, third = [*numbers, ALWAYS, ALWAYS][:2]
        return [(second, third, way) for way in ways], rest

    def _group(self, clause: Clause, flag: int) -> None:
        self._more.append(len(clause) | flag)
        self._more.extend(map(self._term_ids.number, clause))

    def _reindex(self) -> None:
        self._clear()
        for rule_id, tree in self._rules.items():
            self._file(rule_id, tree)

    def _learn(self, analysed: AnalysedArticle) -> None:
        self._seen += 1
        if self._seen <= REINDEX_AT[0] or self._seen % EVERY == 0:
            self._learnt.update(analysed.terms("text", "stem") | analysed.terms("text", "exact"))
            self._learnt_from += 1
        if self._seen in REINDEX_AT:
            self._reindex()
            self._total = self._learnt_from
            self._learning = self._seen < REINDEX_AT[-1]

    # -- matching -----------------------------------------------------------------------------------------

    def matching(self, analysed: AnalysedArticle) -> set[Hashable]:
        """Ids of the rules that the article matches."""
        if self._learning:
            self._learn(analysed)
        have = self._term_ids.of(analysed)
        there = self._flags()
        there[have] = True
        try:
            whole, trees = self._candidates(self._rows.codes(have, there))
        finally:
            there[have] = False
        names = self._names
        found = {names[number] for number in whole}
        text = analysed.text_of("text", "exact") if trees else ""
        for number in trees:
            words = self._needles.get(number)
            if words in text if words else node_matches(self._rules[names[number]], analysed):
                found.add(names[number])
        found.update(rule for rule, tree in self._always.items() if node_matches(tree, analysed))
        return found

    def _flags(self) -> NDArray[np.bool_]:
        """Which terms an article has, by number: one array for all articles, as clearing it is cheaper."""
        if len(self._there) < self._term_ids.count:
            self._there = bytearray(2 * self._term_ids.count)
        return np.frombuffer(self._there, np.bool_)

    def _candidates(self, codes: NDArray[np.int32]) -> tuple[list[int], set[int]]:
        """Numbers of the rules that match (some several times), and of those whose trees decide."""
        decides, places = codes & 3, codes >> 2
        whole: list[int] = places[decides == _WHOLE].tolist()
        trees: set[int] = set(places[decides == _TREE].tolist())
        for place in places[decides == _MORE].tolist():
            if self._settled(place):
                number, tree = self._more[place : place + 2]
                if tree:
                    trees.add(number)
                else:
                    whole.append(number)
        return whole, trees

    def _settled(self, place: int) -> bool:
        """Whether the article has one of each group, and none of those it must not have."""
        more, there = self._more, self._there
        place += 2
        while length := more[place]:
            place += 1
            after = place + (length & ~_NONE)
            for number in more[place:after]:
                if there[number]:
                    if length >= _NONE:
                        return False
                    break
            else:
                if length < _NONE:
                    return False
            place = after
        return True
