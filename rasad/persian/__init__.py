"""Persian text: pure functions on strings: tokens with offsets and stems, sentences, Jalali dates."""

from __future__ import annotations

from rasad.persian.analyzer import analyze
from rasad.persian.errors import LexiconMissingError
from rasad.persian.lexicon.lexicon import read_version
from rasad.persian.text.normalizer import fold
from rasad.persian.text.sentences import sentences
from rasad.persian.text.token import Token

VERSION = read_version()  # rules and lexicon: a new one means reindex; "unbuilt" before `make setup`

__all__ = ["VERSION", "LexiconMissingError", "Token", "analyze", "fold", "sentences"]
