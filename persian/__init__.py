"""Persian text: pure functions on strings: tokens with offsets and stems, sentences, Jalali dates."""

from persian.characters import fold
from persian.errors import LexiconMissing
from persian.lexicon import read_version
from persian.positions import Token
from persian.sentences import sentences
from persian.tokens import analyze

VERSION = read_version()  # rules and lexicon: a new one means reindex; "unbuilt" before `make setup`

__all__ = ["VERSION", "LexiconMissing", "Token", "analyze", "fold", "sentences"]
