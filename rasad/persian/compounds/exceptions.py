"""Where words that are often one stand side by side by chance: «۲۰ خانه خراب شد», «در این صورت جلسه …»."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rasad.persian.text.numbers import VALUES
from rasad.persian.text.token import Token

# group -> kind (`after`, `before`, `not after`, `not before`, `alone`, `bare`) -> neighbours
Table = dict[str, dict[str, list[str]]]
NUMBER = "#"
NEVER = "never"
ANY = "*"


def table(rows: Iterable[list[str]], groups: Iterable[str]) -> Table:
    """The exceptions of the reviewed rows (group, kind, neighbours …) for each group that is joined (set-up
    only); `* داری` stands for all that end so.
    """
    found: Table = {}
    by_end: dict[str, list[str]] = {}
    for group in groups:
        by_end.setdefault(group.rpartition(" ")[2], []).append(group)
    for group, kind, neighbours, *_ in rows:
        first, _, end = group.partition(" ")
        for one in by_end.get(end, ()) if first == ANY else (group,):
            found.setdefault(one, {}).setdefault(kind, []).extend(neighbours.split())
    return found


class CompoundExceptions:
    """Says by its neighbours whether a group may be read as one word."""

    def __init__(self, exceptions: Table) -> None:
        self._exceptions: dict[str, Mapping[str, frozenset[str]]] = {
            group: {kind: frozenset(words) for kind, words in kinds.items()}
            for group, kinds in exceptions.items()
        }

    def allow(self, group: str, last: Token, before: Token | None, after: Token | None) -> bool:
        """Whether `group` is one word here; `last` is its last token, `before` and `after` what stands beside
        it without a mark between.
        """
        kinds = self._exceptions.get(group)
        if kinds is None:
            return True
        if "bare" in kinds and last.exact != last.stem:
            return False
        if _among(before, kinds.get("not after")) or _among(after, kinds.get("not before")):
            return False
        if not kinds.keys() & {"after", "before", "alone"} or (before is None and after is None):
            return True
        return _among(before, kinds.get("after")) or _among(after, kinds.get("before"))


def _among(token: Token | None, words: frozenset[str] | None) -> bool:
    if token is None or not words:
        return False
    number = token.stem.isdigit() or token.exact in VALUES
    return token.exact in words or token.stem in words or (NUMBER in words and number)
