"""An article's page: each field with where it was found, and whether it is an article."""
