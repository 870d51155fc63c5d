"""Filters and tags of the desk's templates."""
