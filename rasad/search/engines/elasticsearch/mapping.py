"""What an index of ours looks like to Elasticsearch: its template, fields and documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasad.persian import VERSION
from rasad.search.engines.index_document import NUMBERS, SCHEMA, STREAMS, IndexDocument, field_name
from rasad.search.query.ast import KEY_FIELDS

Json = dict[str, Any]
PART_GAP = 100  # positions between two parts: more than any nearness reaches
PRIORITY = 500  # of our template over others that match our names


def mapping() -> Json:
    """Fields of an index; any change must raise `index_document.SCHEMA`. Only what is searched is stored."""
    fields: Json = {"story": {"type": "keyword"}, "terms": {"type": "keyword", "doc_values": False}}
    fields.update({number: {"type": "long"} for number in NUMBERS})
    fields.update({key: {"type": "keyword"} for key in KEY_FIELDS})
    for field, form in STREAMS:
        fields[field_name(field, form)] = {
            "type": "text",
            "analyzer": "whitespace",
            "index_options": "positions",
            "norms": True,
            "position_increment_gap": PART_GAP,
        }
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "_meta": {"schema": SCHEMA, "analyser": VERSION},
        "properties": fields,
    }


def difference(found: Mapping[str, Any]) -> str:
    """In what the mapping of an index is not ours, in a few words; empty if it is."""
    fields, ours = found.get("properties", {}), mapping()["properties"]
    for name in sorted({*fields, *ours}):
        here, wanted = fields.get(name, {}).get("type"), ours.get(name, {}).get("type")
        if here != wanted:
            return f"field {name} is {here or 'missing'} instead of {wanted or 'missing'}"
    return ""


def replica_settings(replicas: int | None) -> dict[str, str]:
    """How many copies of an index stand on other nodes; None: one, where there is another node."""
    if replicas is None:
        return {"index.auto_expand_replicas": "0-1"}
    return {"index.auto_expand_replicas": "false", "index.number_of_replicas": str(replicas)}


def template(pattern: str, replicas: int | None) -> Json:
    """The template of every index whose name fits the pattern, as arguments of the client.

    `refresh_interval` is left at the server's: an index that nobody searches is not refreshed.
    """
    settings = {
        "index.number_of_shards": "1",
        "index.gc_deletes": "0s",  # a deleted article may come back with any revision, as in tantivy
        **replica_settings(replicas),
    }
    return {
        "index_patterns": [pattern],
        "priority": PRIORITY,
        "template": {"settings": settings, "mappings": mapping()},
        "meta": {"schema": SCHEMA, "made by": "Rasad"},
    }


def source(document: IndexDocument) -> Json:
    """An article as Elasticsearch is given it."""
    return {
        "story": document.story,
        **document.numbers,
        **{key: list(values) for key, values in document.keys.items()},
        "terms": list(document.terms),
        **document.streams,
    }
