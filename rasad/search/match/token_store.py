"""Tokens of texts that were analysed lately: all who handle a revision of an article use one analysis."""

from __future__ import annotations

import threading
from collections import OrderedDict

from rasad.persian import Token, analyze

#: Characters of text whose tokens are kept, about 30 MB with them: five hundred articles. A process that
#: follows what comes in needs a few dozen.
MOST = 1_000_000


class TokenStore:
    """Tokens by text, for several threads; the text that was asked for longest ago goes first.

    The text is the key, not a revision: a revision that changes no word needs no new analysis. Tokens are
    those of this process's analyser, whose version cannot change while it runs.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.characters = 0
        self._lock = threading.Lock()
        self._tokens: OrderedDict[str, tuple[Token, ...]] = OrderedDict()

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of a text, analysed now or before. A text of a quarter of the store is not kept."""
        if not text:
            return ()
        with self._lock:
            found = self._tokens.get(text)
            if found is not None:
                self._tokens.move_to_end(text)
                return found
        made = tuple(analyze(text))
        if len(text) <= self.most // 4:
            with self._lock:
                self._keep(text, made)
        return made

    def _keep(self, text: str, tokens: tuple[Token, ...]) -> None:
        if text not in self._tokens:
            self.characters += len(text)
        self._tokens[text] = tokens
        while self.characters > self.most:
            oldest, _ = self._tokens.popitem(last=False)
            self.characters -= len(oldest)


_store = TokenStore()


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of an article's text: `rasad.persian.analyze`, once for all who need them."""
    return _store.tokens(text)
