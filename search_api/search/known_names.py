"""Names in a query that nobody bears, and those that come near: a slip is said, not answered with nothing."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from rasad.archive.models import Outlet, Topic, Unit
from rasad.persian import fold
from rasad.search.query.ast import Key, KeyField, leaves
from rasad.search.query.fields import KEY_LABELS, keyed
from rasad.search.query.names import shorter_names
from rasad.search.query.parser import Query

NEAR = 6  # names offered


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A value of `رسانه:`, `واحد:` or `موضوع:` that is no name, and names that have a word of it."""

    field: str
    written: str
    near: list[str]


def unknown_names(query: Query, text: str) -> list[UnknownName]:
    """The unknown names of a query, in their order; `text` is the query as it was typed."""
    found: list[UnknownName] = []
    for leaf in leaves(query.ast):
        if not isinstance(leaf, Key) or leaf.field not in ("outlet", "unit", "topic"):
            continue
        names = _names(leaf.field)
        if leaf.value not in {keyed(name) for several in names.values() for name in several}:
            written = text[slice(*leaf.span)].strip('«»"')
            found.append(UnknownName(KEY_LABELS[leaf.field], written, _near(written, list(names))))
    return found


def _names(field: KeyField) -> dict[str, tuple[str, ...]]:
    """The names of all outlets, units or topics → every form by which each is found."""
    if field == "outlet":
        rows = Outlet.objects.order_by("name").values_list("pk", "name")
        return {name: (key, name, *shorter_names(name)) for key, name in rows}
    if field == "unit":
        units = Unit.objects.order_by("name").values_list("pk", "name", "aliases")
        return {name: (key, name, *shorter_names(name), *aliases) for key, name, aliases in units}
    return {name: (key, name) for key, name in Topic.objects.order_by("name").values_list("pk", "name")}


def _near(written: str, names: list[str]) -> list[str]:
    """Names that hold a word of what was written, then those with a word like it; else the first ones."""
    words = [word for word in fold(written).split() if len(word) > 1]
    near = [name for name in names if any(word in fold(name) for word in words)]
    by_word = {part: name for name in names for part in fold(name).split()}
    alike = [by_word[part] for word in words for part in get_close_matches(word, by_word, NEAR, 0.7)]
    return list(dict.fromkeys([*near, *alike]) or names)[:NEAR]
