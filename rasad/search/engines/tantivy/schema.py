"""tantivy's schema and documents."""

from __future__ import annotations

from tantivy import Document, Schema, SchemaBuilder

from rasad.search.documents import FACET_FIELDS, STREAMS, IndexDocument, field_name
from rasad.search.query.parser import MAX_SLOP

PART_GAP = max(MAX_SLOP.values())  # empty values between two parts: each moves the position on by one


def schema() -> Schema:
    """The fields; any change must raise `streams.SCHEMA`."""
    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("story", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("kept", stored=True)
    for number in ("revision", "cursor", "at", "story_rank"):
        builder.add_unsigned_field(number, indexed=True, fast=True)
    for facet in FACET_FIELDS:
        builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("terms", tokenizer_name="raw", index_option="basic")
    for field, form in STREAMS:
        builder.add_text_field(field_name(field, form), tokenizer_name="whitespace", index_option="position")
    return builder.build()


def document(record: IndexDocument) -> Document:
    """A record as tantivy stores it."""
    doc = Document()
    doc.add_text("id", record.id)
    doc.add_text("story", record.story)
    doc.add_bytes("kept", record.kept.encode())
    doc.add_unsigned("revision", record.revision)
    for name, value in record.numbers.items():
        doc.add_unsigned(name, value)
    for facet, values in record.facets.items():
        for one in values:
            doc.add_text(facet, one)
    for term in record.terms:
        doc.add_text("terms", term)
    for name, parts in record.streams.items():
        for index, part in enumerate(parts):
            if index:
                for _ in range(PART_GAP):
                    doc.add_text(name, "")
            doc.add_text(name, part)
    return doc
