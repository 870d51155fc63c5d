"""The Persian pages, one module a subject."""
