"""Labelled sentences and labels of real articles, and how well attribution does on them."""
