"""A page of HTML: its encoding, its tree, its text, and the data that it carries."""
