"""Morphology: one written word to its spelling, its stem or the words it is made of."""
