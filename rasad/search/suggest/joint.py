"""Words of a query mended by what the archive's articles say together.

A query of several words that finds nothing is asked again without one of them, or two; where articles have
all the others, the words of the archive that are near to the missing ones are tried there. So a slip that is
itself a word («گاهش» for «کاهش») is found, and of several near words the one that stands with the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import log2

from rasad.persian import Token, analyze
from rasad.search.query.ast import And, Everything, Node, Phrase, Span, Term, all_of, any_of
from rasad.search.query.parser import Query
from rasad.search.requests import Filters
from rasad.search.service import Searcher
from rasad.search.suggest.near_words import PRICE, NearWord, is_word, near_words

WORDS = 24  # of a query that are looked at
STRANGE = 3  # words that stand nowhere, at most
CANDIDATES = 80  # near words of each that are tried
LISTED = 2.0  # articles that a word of the lexicon counts for though fewer have it
# Bits that a word must bring to take the place of a word that exists, by the number of other words.
EVIDENCE = (99.0, 9.0, 7.0, 5.0, 3.0)
MOST_BITS = 8.0  # that the others' company may bring
COMPANY = 10.0  # bits of a near word that stands beside the word that was typed beside it
_JOIN_PRICE = 0
COMMON = 3  # a word that one in three articles has says nothing about a query
_PARTING = re.compile(r"[^\u200c]")

Place = tuple[int, int]  # first and last of neighbouring words, by number


@dataclass(frozen=True, slots=True)
class _Word:
    """A bare word of the query."""

    span: Span
    text: str
    node: Node  # all its tokens, by stem
    exact: tuple[str, ...]
    forms: tuple[str, ...]  # exact and stems
    articles: int  # that have it in any form

    @property
    def number(self) -> bool:
        return any(map(str.isdigit, self.text))

    @property
    def strange(self) -> bool:
        return not self.articles and not any(map(is_word, self.forms))


@dataclass(frozen=True, slots=True)
class _Mended:
    text: str
    score: float


class JointMender:
    """Mends one query over one searcher."""

    def __init__(self, searcher: Searcher, query: Query, filters: Filters | None):
        self._searcher = searcher
        self._filters = filters
        self._text = query.text
        parts = query.ast.parts if isinstance(query.ast, And) else (query.ast,)
        spans = [part.span for part in parts if isinstance(part, Term | Phrase) and _is_bare(part)]
        self._others = [part for part in parts if not _is_bare(part)]
        self._words = self._read(spans) if len(spans) <= WORDS else []
        self._articles = 0
        self._near: dict[tuple[int, int], tuple[NearWord, ...]] = {}

    def mend(self) -> str | None:
        """The query with one or two words mended (or all that stand nowhere), where that finds something."""
        strange = frozenset(i for i, word in enumerate(self._words) if not word.articles and not word.number)
        if len(self._words) < 2 or len(strange) > STRANGE:
            return None
        self._articles = self._count([Everything()])
        for number in range(1, max(2, len(strange)) + 1):
            found = self._best(strange, number)
            if found is not None:
                return found
        return None

    def _best(self, strange: frozenset[int], number: int) -> str | None:
        """The best way to mend so many places, each a word or two that belong together."""
        ways = [
            places
            for places in combinations(self._places(), number)
            if _apart(places) and strange <= {i for one, two in places for i in range(one, two + 1)}
        ]
        ways = [places for places in ways if self._rest(places)]
        if not ways or not self._count([any_of([all_of(self._rest(places)) for places in ways])]):
            return None
        found = [mended for places in ways if (mended := self._mended(places))]
        return max(found, key=lambda one: (one.score, one.text)).text if found else None

    def _places(self) -> list[Place]:
        single = [(i, i) for i, word in enumerate(self._words) if not word.number]
        pairs = [
            (i, i + 1)
            for i, (one, two) in enumerate(pairwise(self._words))
            if self._text[one.span[1] : two.span[0]].isspace()
        ]
        return [*single, *pairs]

    def _mended(self, places: Sequence[Place]) -> _Mended | None:
        rest = self._rest(places)
        if not self._count(rest):
            return None
        choices = [self._choices(place) for place in places]
        if not all(choices) or not self._count([*rest, *map(self._any, places, choices)]):
            return None
        chosen: list[NearWord] = []
        score = 0.0
        for at, options in enumerate(choices):
            beside = [
                *rest,
                *map(self._node, places, chosen),
                *map(self._any, places[at + 1 :], choices[at + 1 :]),
            ]
            best = self._likeliest(places[at], beside, options)
            if best is None:
                return None
            chosen.append(best[0])
            score += best[1]
        if not all(self._is_likely(places, chosen, at) for at in range(len(places))):
            return None
        return _Mended(self._written(places, chosen), score)

    def _likeliest(
        self, place: Place, beside: list[Node], options: Sequence[NearWord]
    ) -> tuple[NearWord, float] | None:
        """Of near words the one that is likeliest in the articles that have the others, and its score."""
        found: list[tuple[float, NearWord]] = []
        for price in sorted({one.price for one in options}):
            tier = [one for one in options if one.price == price]
            if len(tier) > 1 and not self._count([*beside, self._any(place, tier)]):
                continue
            for one in tier:
                if count := self._count([*beside, self._node(place, one)]):
                    company = any(self._count([*beside, near]) for near in self._phrases(place, one))
                    found.append((log2(count) + one.rating + COMPANY * company, one))
        if not found:
            return None
        score, best = max(found, key=lambda pair: (pair[0], pair[1].text))
        return best, score

    def _is_likely(self, places: Sequence[Place], chosen: Sequence[NearWord], at: int) -> bool:
        """Whether a word that exists may be taken for a slip; what is no word always may."""
        words = self._words[places[at][0] : places[at][1] + 1]
        if any(word.strange for word in words):
            return True
        others = [
            self._node(place, choice)
            for number, (place, choice) in enumerate(zip(places, chosen, strict=True))
            if number != at
        ]
        telling = sum(word.articles * COMMON < self._articles for word in self._kept(places)) + len(others)
        bits = self._evidence(words, places[at], chosen[at], [*self._rest(places), *others])
        return bits >= EVIDENCE[min(len(EVIDENCE) - 1, telling)]

    def _evidence(self, words: Sequence[_Word], place: Place, choice: NearWord, others: list[Node]) -> float:
        """Bits for the choice: how much more usual it is than the word that was typed, what the slip costs,
        and how surely it belongs beside its neighbours rather than by chance; none without the last.
        """
        company = MOST_BITS if self._number_with(place, choice) else 0.0
        for phrase in self._phrases(place, choice):
            if self._count([*others, phrase]):
                chance = self._count(others) * self._count([phrase]) / max(1, self._articles)
                company = max(company, min(MOST_BITS, -log2(max(chance, 1e-6))))
        if not company:
            return 0.0
        usual = max(LISTED, words[0].articles) if len(words) == 1 else 1.0
        bits = log2((choice.articles or 0.5) / usual) - PRICE * choice.price
        return company + (bits if bits > 0 else bits / 2)

    def _node(self, place: Place, choice: NearWord) -> Node:
        """What the articles must have for the choice."""
        tokens = self._number_with(place, choice) or analyze(choice.text)
        return all_of([Term("text", "stem", token.stem) for token in tokens])

    def _number_with(self, place: Place, choice: NearWord) -> list[Token]:
        """The one number that a number and the choice behind it make («۵۰۰ هزار»); else nothing."""
        before = self._words[place[0] - 1] if place[0] else None
        if before is None or not before.number:
            return []
        tokens = analyze(f"{before.text} {choice.text}")
        return tokens if len(tokens) == 1 else []

    def _any(self, place: Place, choices: Sequence[NearWord]) -> Node:
        return any_of([self._node(place, one) for one in choices])

    def _phrases(self, place: Place, choice: NearWord) -> Iterator[Node]:
        """The chosen word beside the word before it, and beside the word behind it."""
        forms = tuple(token.exact for token in analyze(choice.text))
        before = self._words[place[0] - 1].exact[-1:] if place[0] else ()
        behind = self._words[place[1] + 1].exact[:1] if place[1] + 1 < len(self._words) else ()
        for values in ((*before, *forms), (*forms, *behind)):
            if len(values) > len(forms):
                yield Phrase("text", "exact", values)

    def _choices(self, place: Place) -> tuple[NearWord, ...]:
        if place not in self._near:
            first, last = place
            near = near_words(self._searcher, self._words[first].text) if first == last else ()
            found = [one for one in near if one.articles or self._number_with(place, one)]
            if first != last:
                found = self._joined(first)
            self._near[place] = tuple(found[:CANDIDATES])
        return self._near[place]

    def _joined(self, first: int) -> list[NearWord]:
        """The word and its next written as one."""
        one, two = self._words[first].text, self._words[first + 1].text
        exact: dict[str, str] = {}  # how to write it, by exact form
        for text in (f"{one}{two}", f"{one}\u200c{two}"):
            tokens = analyze(text)
            if len(tokens) == 1:
                exact.setdefault(tokens[0].exact, text)
        counted = self._searcher.frequencies(exact)
        return [NearWord(exact[form], _JOIN_PRICE, articles) for form, articles in counted.items()]

    def _rest(self, places: Sequence[Place]) -> list[Node]:
        return [*self._others, *(word.node for word in self._kept(places))]

    def _kept(self, places: Sequence[Place]) -> list[_Word]:
        """The words that the articles must have; a number may be one with the word beside it."""
        gone = {i for first, last in places for i in range(first, last + 1)}
        return [word for i, word in enumerate(self._words) if i not in gone and not word.number]

    def _written(self, places: Sequence[Place], chosen: Sequence[NearWord]) -> str:
        text = self._text
        for (first, last), choice in sorted(zip(places, chosen, strict=True), key=lambda one: -one[0][0]):
            start, end = self._words[first].span[0], self._words[last].span[1]
            text = text[:start] + choice.text + text[end:]
        return text

    def _count(self, nodes: list[Node]) -> int:
        return self._searcher.count_node(all_of(nodes), self._filters)

    def _read(self, spans: list[Span]) -> list[_Word]:
        found = []
        for start, end, tokens in _written_words(self._text, spans):
            node = all_of([Term("text", "stem", token.stem) for token in tokens])
            exact = tuple(token.exact for token in tokens)
            forms = (*exact, *(token.stem for token in tokens))
            found.append(_Word((start, end), self._text[start:end], node, exact, forms, self._count([node])))
        return found


def _written_words(text: str, spans: list[Span]) -> Iterator[tuple[int, int, list[Token]]]:
    """Where words of bare parts stand, with their tokens: those that no blank parts are one word."""
    tokens = [
        token
        for token in analyze(text)
        if any(start < token.end and token.start < end for start, end in spans)
    ]
    words: list[list[Token]] = []
    for token in tokens:
        if words and not _PARTING.search(text[words[-1][-1].end : token.start]):
            words[-1].append(token)
        else:
            words.append([token])
    for word in words:
        yield word[0].start, word[-1].end, word


def _is_bare(part: Node) -> bool:
    return isinstance(part, Term | Phrase) and part.form == "stem" and part.field == "text"


def _apart(places: Sequence[Place]) -> bool:
    ordered = sorted(places)
    return all(one[1] < two[0] for one, two in pairwise(ordered))
