"""What can go wrong in this room, named by what the caller can do about it."""


class LexiconMissing(RuntimeError):
    """The lexicon file is absent or was written by another version: run ``make setup`` (or
    ``persian.build``)."""
