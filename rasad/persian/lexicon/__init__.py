"""The lexicon: what the analyser knows of words, the lists it is built from, and its build."""
