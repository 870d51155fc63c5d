"""What can go wrong with texts, named by what the caller can do about it."""

from __future__ import annotations


class LexiconMissingError(RuntimeError):
    """The lexicon file is absent or was written by another version: run `make setup` (or
    `rasad.persian.lexicon.build`).
    """
