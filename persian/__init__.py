"""Persian text: pure functions on strings: tokens with offsets and stems, sentences, Jalali dates."""

from persian.characters import fold
from persian.sentences import sentences
from persian.tokens import Token, analyze

VERSION = "1"

__all__ = ["VERSION", "Token", "analyze", "fold", "sentences"]
