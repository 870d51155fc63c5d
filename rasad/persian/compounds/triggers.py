"""Triggers: which neighbours make it worth looking at a token again.

A third of all tokens could begin a group, few do: asking the neighbours first doubled the speed.
"""

from __future__ import annotations

from rasad.persian.text.token import Token


class Trigger:
    """What must stand beside a token before its rule is tried: any one of these.

    `after`: the next token's stem or exact form; `starts`: what the next one begins with; `before`: the exact
    form of the one before; `always`: no neighbour is needed to know.
    """

    __slots__ = ("after", "always", "before", "starts")

    def __init__(
        self,
        after: frozenset[str] = frozenset(),
        starts: tuple[str, ...] = (),
        before: frozenset[str] = frozenset(),
        always: bool = False,
    ) -> None:
        self.after = after
        self.starts = starts
        self.before = before
        self.always = always

    def __or__(self, other: Trigger) -> Trigger:
        return Trigger(
            self.after | other.after,
            self.starts + other.starts,
            self.before | other.before,
            self.always or other.always,
        )

    def matches(self, tokens: list[Token], index: int) -> bool:
        """Whether the neighbours of `tokens[index]` are such that it may take part in a group."""
        if self.always:
            return True
        if self.before and index and tokens[index - 1].exact in self.before:
            return True
        if index + 1 >= len(tokens):
            return False
        exact, stem, _, _ = tokens[index + 1]
        return stem in self.after or exact in self.after or exact.startswith(self.starts)
