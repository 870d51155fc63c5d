"""An article's tokens by field and form, with positions, and its keys: what queries are evaluated on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import NamedTuple

from rasad.persian import Token
from rasad.search.documents import TEXT_PARTS, Document
from rasad.search.match.token_store import tokens_of
from rasad.search.query.ast import Form, KeyField, TextField
from rasad.search.query.fields import keyed

PARTS = (*TEXT_PARTS, "author")
GAP = 1_000  # positions between two parts: no phrase or nearness reaches over it
Positions = dict[str, list[int]]
_EXACT, _STEM = itemgetter(0), itemgetter(1)  # of a token: a named tuple


class TokenPlace(NamedTuple):
    """A token of an article: in which part, and where in its original text."""

    part: str
    token: Token


class AnalysedArticle:
    """An article's tokens by field and form, and its keys; made once, asked by any number of queries."""

    __slots__ = (
        "_flat",
        "_joined",
        "_places",
        "_positions",
        "_sorted",
        "_terms",
        "_texts",
        "at",
        "doc",
        "keys",
        "tokens",
    )

    def __init__(self, doc: Document, texts: Mapping[str, str] | None = None):
        """`texts` stands in for the document's parts where only one of them is at hand."""
        self.doc = doc
        self.at = doc.at
        self._texts = texts
        self.tokens: dict[str, tuple[Token, ...]] = {part: tokens_of(self.text(part)) for part in PARTS}
        names = doc.names
        self.keys: dict[KeyField, frozenset[str]] = {
            name: frozenset(key for key in map(keyed, (*values, *names[name])) if key)
            for name, values in doc.keys.items()
        }
        self._positions: dict[tuple[TextField, Form], Positions] = {}
        self._terms: dict[tuple[TextField, Form], AbstractSet[str]] = {}
        self._flat: dict[tuple[TextField, Form], list[str]] = {}
        self._joined: dict[tuple[TextField, Form], str] = {}
        self._places: dict[TextField, dict[int, TokenPlace]] = {}
        self._sorted: dict[TextField, list[str]] = {}

    def text(self, part: str) -> str:
        """The original text of a part."""
        if self._texts is not None:
            return self._texts.get(part, "")
        found: str = getattr(self.doc if part == "author" else self.doc.text, part)
        return found

    def parts(self, field: TextField) -> tuple[str, ...]:
        """The parts of the article that a field means."""
        return TEXT_PARTS if field == "text" else (field,)

    def terms(self, field: TextField, form: Form) -> AbstractSet[str]:
        """The different terms of a field: cheaper than their positions, and enough for most questions."""
        found = self._terms.get((field, form))
        if found is None:
            of = _STEM if form == "stem" else _EXACT
            parts = (map(of, self.tokens[part]) for part in self.parts(field))
            found = self._terms[field, form] = set().union(*parts)
        return found

    def flat(self, field: TextField, form: Form) -> list[str]:
        """The terms of a field in their order; after each part an empty one, which is no term."""
        flat = self._flat.get((field, form))
        if flat is None:
            flat = []
            of = _STEM if form == "stem" else _EXACT
            for part in self.parts(field):
                flat += map(of, self.tokens[part])
                flat.append("")
            self._flat[field, form] = flat
        return flat

    def has_phrase(self, field: TextField, form: Form, values: tuple[str, ...]) -> bool:
        """Whether the terms stand side by side in one part; cheaper than working out every position.

        Terms hold no white space, so a search in the text of terms is enough; parts are two spaces apart.
        """
        return needle(values) in self.text_of(field, form)

    def text_of(self, field: TextField, form: Form) -> str:
        """The terms of a field in their order, where a `needle` can be looked for."""
        text = self._joined.get((field, form))
        if text is None:
            text = self._joined[field, form] = f" {' '.join(self.flat(field, form))} "
        return text

    def positions(self, field: TextField, form: Form) -> Positions:
        """Term to its positions, ascending; the parts of a field are `GAP` apart."""
        found = self._positions.get((field, form))
        if found is None:
            found = {}
            stem = form == "stem"
            start = 0
            for part in self.parts(field):
                tokens = self.tokens[part]
                for place, token in enumerate(tokens, start):
                    term = token.stem if stem else token.exact
                    if term in found:
                        found[term].append(place)
                    else:
                        found[term] = [place]
                start += len(tokens) + GAP
            self._positions[field, form] = found
        return found

    def afresh(self) -> AnalysedArticle:
        """The same tokens with nothing worked out yet, as an article is when it arrives (for benchmarks)."""
        made = AnalysedArticle.__new__(AnalysedArticle)
        made.doc, made.at, made.keys, made.tokens = self.doc, self.at, self.keys, self.tokens
        made._texts, made._flat, made._terms, made._joined = self._texts, {}, {}, {}
        made._positions, made._places, made._sorted = {}, {}, {}
        return made

    def place(self, field: TextField, position: int) -> TokenPlace:
        """The token at a position of a field."""
        places = self._places.get(field)
        if places is None:
            places = {}
            start = 0
            for part in self.parts(field):
                for at, token in enumerate(self.tokens[part], start):
                    places[at] = TokenPlace(part, token)
                start += len(self.tokens[part]) + GAP
            self._places[field] = places
        return places[position]

    def beginning_with(self, field: TextField, prefix: str) -> list[str]:
        """The exact forms of a field that begin with a prefix."""
        forms = self._sorted.get(field)
        if forms is None:
            forms = self._sorted[field] = sorted(self.terms(field, "exact"))
        first = bisect_left(forms, prefix)
        last = first
        while last < len(forms) and forms[last].startswith(prefix):
            last += 1
        return forms[first:last]


def needle(values: tuple[str, ...]) -> str:
    """Terms as they stand side by side in the text of a field's terms."""
    return f" {' '.join(values)} "
