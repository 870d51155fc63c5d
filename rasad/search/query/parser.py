"""The query language: text to AST. `docs/query.md` explains it; `ast.py` says what a node means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lark import Token, Tree

from rasad.persian import analyze
from rasad.persian.dates.jalali import persian_digits
from rasad.search.errors import QueryError
from rasad.search.query import ast
from rasad.search.query.ast import Everything, Key, Near, Node, Not, Phrase, Span, Term, TextField
from rasad.search.query.date_terms import date_node, leading_dates, refuse_backwards
from rasad.search.query.diagnostics import refuse_foreign_signs, refuse_misplaced, refuse_near_misses
from rasad.search.query.fields import (
    DATE_FIELD_NAMES,
    KEY_FIELD_NAMES,
    KEY_LABELS,
    TEXT_FIELD_NAMES,
    comparable,
    field_of,
    is_value,
    keyed,
    values_of,
)
from rasad.search.query.grammar import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    bare,
    end_of,
    is_starred,
    normal,
    start_of,
    subtree,
    tree_of,
)
from rasad.search.query.terms import prefix, words

MAX_CLAUSES = 32
# By number of words: what tantivy can expand.
MAX_SLOP = {2: 50, 3: 20, 4: 6, 5: 3, 6: 2} | dict.fromkeys(range(7, 11), 1)

_TREE = Tree[Token]
_NO_NUMBER = re.compile(r"[^\s()«»\"|&،؛؟]*(?:(?<=~)\s+\d+)?")  # behind a nearness and its number
_LISTED = re.compile(r"[^،,؛;]+")


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read: its tree and its text. Relative dates are resolved; the rest does not age."""

    ast: Node
    text: str

    @property
    def everything(self) -> bool:
        """Whether nothing was asked: the empty query means every article."""
        return isinstance(self.ast, Everything)


def parse(text: str, now: datetime | None = None) -> Query:
    """Read a query; `now` (aware) is what relative dates count from. Raises `QueryError`, nothing else."""
    now = now or datetime.now(UTC)
    try:
        return _read(text, now)
    except QueryError as error:
        if error.suggestion is not None and not _is_read(error.suggestion, now):
            error.suggestion = None
        raise


def _is_read(text: str, now: datetime) -> bool:
    try:
        return not _read(text, now).everything
    except QueryError:
        return False


def _read(text: str, now: datetime) -> Query:
    if len(text) > MAX_CHARACTERS:
        over = len(text) - MAX_CHARACTERS
        message = f"جست‌وجو درازتر از {persian_digits(MAX_CHARACTERS)} نویسه است."
        raise QueryError(message, MAX_CHARACTERS, over, text[:MAX_CHARACTERS])
    storable = comparable(text)
    if len(storable) != len(text):
        storable = "".join(c if comparable(c) == c else "?" for c in text)
    plain = normal(storable)
    if not plain.strip():
        return Query(Everything(), storable)
    return Query(_Builder(storable, plain, now).build(), storable)


def literal(text: str) -> str:
    """A query that finds this very text as a phrase (a headline, a name), whatever signs it holds."""
    inner = re.sub(r"[«»\"“”„‟〝〞❝❞≪≫《》＂]", " ", text)
    return f"«{' '.join(inner.split())}»"


class _Builder:
    """One walk over the parse tree; the field in force is passed down."""

    def __init__(self, text: str, plain: str, now: datetime):
        self.text, self.plain, self.now = text, plain, now

    def build(self) -> Node:
        tree = tree_of(self.plain)
        node = self._expression(subtree(tree.children[0]), None, 0)
        if node is None:
            raise QueryError("واژه‌ای برای جست‌وجو نیست.", 0, len(self.text))
        clauses = list(ast.leaves(node))
        if len(clauses) > MAX_CLAUSES:
            start = clauses[MAX_CLAUSES].span[0]
            limit, count = persian_digits(MAX_CLAUSES), persian_digits(len(clauses))
            message = (
                f"جست‌وجو {count} جزء دارد و بیش از {limit} جزء پذیرفته نیست. عبارت دراز را در گیومه بگذارید."
            )
            raise QueryError(message, start, max(1, len(self.text) - start), literal(self.text))
        return node

    def _expression(self, tree: _TREE, name: str | None, depth: int) -> Node | None:
        parts = [self._conjunction(subtree(child), name, depth) for child in tree.children]
        found = [part for part in parts if part is not None]
        return ast.any_of(found) if found else None

    def _conjunction(self, tree: _TREE, name: str | None, depth: int) -> Node | None:
        found: list[Node] = []
        run: list[Token] = []
        parts = list(tree.children)
        while parts:
            word = bare(parts[0])
            if word is not None:
                run.append(word)
                parts.pop(0)
                continue
            found.extend(self._joined(run, name, bool(found), True))
            run = []
            if isinstance(parts[0], Token):  # AND
                parts.pop(0)
                continue
            dates, used = leading_dates(parts, self.text, self.now) if name is None else ([], 0)
            found.extend(dates)
            del parts[:used]
            if not used and (node := self._negation(subtree(parts.pop(0)), name, depth)) is not None:
                found.append(node)
        found.extend(self._joined(run, name, bool(found), False))
        refuse_backwards(self.text, found)
        return ast.all_of(found) if found else None

    def _joined(self, run: list[Token], name: str | None, after: bool, before: bool) -> list[Node]:
        """A run of words; «و» between it and what is no word (a bracket, a quote, a field) only joins."""
        if before and run and run[-1] == "و" and (after or len(run) > 1):
            run = run[:-1]
        if after and run and run[0] == "و" and (before or len(run) > 1):
            run = run[1:]
        return self._run(run, name) if run else []

    def _negation(self, tree: _TREE, name: str | None, depth: int) -> Node | None:
        child = tree.children[-1]
        if len(tree.children) == 2:
            if depth >= MAX_DEPTH:
                place = start_of(tree.children[0])
                raise QueryError("«نه»ها و پرانتزها بیش از ۵ لایه تو در تو هستند.", place)
            part = self._negation(subtree(child), name, depth + 1)
            return None if part is None else part.part if isinstance(part, Not) else Not(part)
        return self._atom(child, name, depth)

    def _atom(self, child: Token | _TREE, name: str | None, depth: int) -> Node | None:
        if isinstance(child, Token):
            if child.type == "QUOTED":
                return self._quoted(child, name)
            if is_starred(child):
                return self._starred(child, name)
            found = self._run([child], name)
            return ast.all_of(found) if found else None
        if child.data == "group":
            return self._expression(subtree(child.children[0]), name, depth)
        field_token, value = child.children
        assert isinstance(field_token, Token)
        field = field_of(field_token)
        assert field is not None
        if name is not None:
            message = f"«{field}:» درون قید «{name}:» معنا ندارد؛ آن را بیرون بنویسید."
            raise QueryError(message, start_of(field_token), len(field_token))
        node = self._field_value(field, field_token, value, depth)
        if node is None:
            end = end_of(value)
            raise QueryError(
                f"برای «{field}:» مقداری نوشته نشده است.", start_of(field_token), end - start_of(field_token)
            )
        return node

    def _field_value(self, field: str, token: Token, value: Token | _TREE, depth: int) -> Node | None:
        if field in DATE_FIELD_NAMES and isinstance(value, Tree):
            raise QueryError(
                f"برای «{field}:» یک تاریخ بنویسید، نه پرانتز.",
                start_of(token),
                end_of(value) - start_of(token),
            )
        word = value if isinstance(value, Token) and value.type == "WORD" else ""
        if field in DATE_FIELD_NAMES or len(word) < 2 or word[0] != "-":
            return self._atom(value, field, depth)
        start, end = start_of(value), end_of(value)  # `عنوان:-مترو` is `-عنوان:مترو`
        behind = Token("WORD", self.plain[start + 1 : end], start_pos=start + 1, end_pos=end)
        part = self._atom(behind, field, depth)
        return None if part is None else Not(part)

    def _run(self, run: list[Token], name: str | None) -> list[Node]:
        """Neighbouring bare words: analysed as one text, so that «می رود» is read as «می‌رود» is."""
        start, end = start_of(run[0]), end_of(run[-1])
        if name is not None and name not in TEXT_FIELD_NAMES:
            return [self._listed(name, start, end)]
        refuse_misplaced(self.text, run)
        refuse_foreign_signs(self.text, run)
        if name is None:
            refuse_near_misses(self.text, run, self.now)
        return words(self.text[start:end], start, TEXT_FIELD_NAMES[name] if name else "text")

    def _starred(self, token: Token, name: str | None) -> Node | None:
        start, end = start_of(token), end_of(token)
        if name is not None and name not in TEXT_FIELD_NAMES:
            raise QueryError(
                f"ستاره در «{name}:» پذیرفته نیست؛ نام یا کلید را کامل بنویسید.", start, end - start
            )
        return prefix(self.text, self.plain, start, end, _text_field(name))

    def _quoted(self, token: Token, name: str | None) -> Node | None:
        start = start_of(token)
        closing = len(token) - 1 - token[::-1].index("»" if token[0] == "«" else '"')
        inside = (start + 1, start + closing)
        span = (start, start + len(token))
        slop = token[closing + 1 :].lstrip()
        if name is not None and name not in TEXT_FIELD_NAMES:
            if slop:
                raise QueryError(f"«~» در «{name}:» معنا ندارد.", start + closing + 1, len(slop))
            return self._key(name, *inside, span)
        tokens = list(analyze(self.text[slice(*inside)]))
        if not tokens:
            raise QueryError("میان این گیومه‌ها واژه‌ای نیست.", start, len(token))
        values = tuple(one.exact for one in tokens)
        field = _text_field(name)
        if len(values) == 1:
            return Term(field, "exact", values[0], span)
        return self._near(field, values, slop, span) if slop else Phrase(field, "exact", values, span)

    def _near(self, field: TextField, values: tuple[str, ...], slop: str, span: Span) -> Node:
        place = span[1] - len(slop)
        rest = _NO_NUMBER.match(self.plain, span[1])
        if slop == "~" or (rest and rest[0]):
            message = "پس از «~» شمار واژه‌های فاصله را بنویسید، بی فاصله و بی اعشار."
            end = rest.end() if rest else span[1]
            raise QueryError(message, place, end - place, self._with(place, end, f"~{slop[1:] or 5}"))
        distance = int(slop[1:])
        limit = MAX_SLOP.get(len(values), 0)
        if distance > limit:
            count, most = persian_digits(len(values)), persian_digits(limit)
            message = f"برای {count} واژه فاصله بیش از {most} پذیرفته نیست."
            raise QueryError(
                message, place, len(slop), self._with(place, span[1], f"~{limit}" if limit else "")
            )
        if distance == 0:
            return Phrase(field, "exact", values, span)
        if len(set(values)) < len(values):
            raise QueryError("در جست‌وجوی نزدیک، هر واژه یک بار می‌آید.", span[0], span[1] - span[0])
        return Near(field, values, distance, span)

    def _listed(self, name: str, start: int, end: int) -> Node:
        """A value that is not quoted; commas part several, of which any will do."""
        if name in DATE_FIELD_NAMES:
            return self._key(name, start, end, (start, end))
        pieces = [(start + one.start(), start + one.end()) for one in _LISTED.finditer(self.text[start:end])]
        named = [piece for piece in pieces if keyed(self.text[slice(*piece)])]
        return ast.any_of([self._key(name, *piece, piece) for piece in named or [(start, end)]])

    def _key(self, name: str, start: int, end: int, span: Span) -> Node:
        if name in DATE_FIELD_NAMES:
            return date_node(name, self.text, (start, end), span, self.now)
        value = keyed(self.text[start:end].strip())
        field = KEY_FIELD_NAMES[name]
        if value and not is_value(field, value):
            known = "، ".join(values_of(field))
            raise QueryError(f"{KEY_LABELS[field]} یکی از این‌هاست: {known}.", start, max(1, end - start))
        if not value:
            raise QueryError(f"برای «{name}:» مقداری نوشته نشده است.", span[0], max(1, span[1] - span[0]))
        return Key(field, value, span)

    def _with(self, start: int, end: int, replacement: str) -> str:
        return self.text[:start] + replacement + self.text[end:]


def _text_field(name: str | None) -> TextField:
    return TEXT_FIELD_NAMES[name] if name else "text"


__all__ = ["MAX_CHARACTERS", "MAX_CLAUSES", "MAX_DEPTH", "Query", "QueryError", "literal", "parse"]
