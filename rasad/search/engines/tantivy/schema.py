"""tantivy's schema and documents."""

from __future__ import annotations

from tantivy import Document, Schema, SchemaBuilder

from rasad.search.engines.index_document import NUMBERS, STREAMS, IndexDocument, field_name
from rasad.search.query.ast import KEY_FIELDS
from rasad.search.query.parser import MAX_SLOP

PART_GAP = max(MAX_SLOP.values())  # empty values between two parts: each moves the position on by one


def schema() -> Schema:
    """The fields; any change must raise `index_document.SCHEMA`."""
    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("story", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("kept", stored=True)
    for number in NUMBERS:
        builder.add_unsigned_field(number, indexed=True, fast=True)
    for key in KEY_FIELDS:
        builder.add_text_field(key, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("terms", tokenizer_name="raw", index_option="basic")
    for field, form in STREAMS:
        builder.add_text_field(field_name(field, form), tokenizer_name="whitespace", index_option="position")
    return builder.build()


def tantivy_document(document: IndexDocument) -> Document:
    """An article as tantivy stores it."""
    doc = Document()
    doc.add_text("id", document.id)
    doc.add_text("story", document.story)
    doc.add_bytes("kept", document.kept.encode())
    for name, value in document.numbers.items():
        doc.add_unsigned(name, value)
    for key, values in document.keys.items():
        for one in values:
            doc.add_text(key, one)
    for term in document.terms:
        doc.add_text("terms", term)
    for name, parts in document.streams.items():
        for index, part in enumerate(parts):
            if index:
                for _ in range(PART_GAP):
                    doc.add_text(name, "")
            doc.add_text(name, part)
    return doc
