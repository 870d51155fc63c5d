"""What both engines store of an article: four text streams of ready-made terms, and its numbers and keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from rasad.search.index import Document
from rasad.search.match.analysed import PARTS, AnalysedArticle
from rasad.search.query.fields import comparable
from rasad.search.query.nodes import KeyField, TextField

STREAMS: tuple[tuple[TextField, str], ...] = (
    ("text", "stem"),
    ("text", "exact"),
    ("title", "stem"),
    ("title", "exact"),
    ("author", "stem"),
    ("author", "exact"),
)
FACET_FIELDS: tuple[KeyField, ...] = ("outlet", "kind", "unit", "topic", "tone", "tag")
PART_MARK = "\x1f"
LONGEST_ID = 100  # characters
SCHEMA = 2  # raise with any change of what is stored: a reindex is then needed


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One article in the shape of the engines' documents."""

    id: str
    revision: int
    numbers: dict[str, int]  # cursor, at (UTC seconds), story_rank
    streams: dict[str, list[str]]  # field name → one string of terms a part
    kept: str  # the exact forms of title, kicker, lead, body: parts by `PART_MARK`, forms by space
    facets: dict[KeyField, tuple[str, ...]]  # keys as given
    terms: tuple[str, ...]  # `outlet:irna` …: keys and names as compared
    story: str
    month: str  # of first capture, Gregorian, UTC: 2026-11


def field_name(field: TextField, form: str) -> str:
    """The engines' name of a stream."""
    return f"{field}_{form}"


def key_term(field: KeyField, value: str) -> str:
    """A key or name as stored among `terms`."""
    return f"{field}:{value}"


def seconds(moment: datetime) -> int:
    """Whole UTC seconds, rounded down as cursors are; never negative."""
    return max(0, int(moment.astimezone(UTC).timestamp()))


def index_document_of(doc: Document) -> IndexDocument:
    """Analyse an article and lay it out for an engine. Raises `ValueError` for numbers that none can hold."""
    if not (0 <= doc.cursor < 1 << 63 and 0 <= doc.revision < 1 << 63 and 0 < len(doc.id) <= LONGEST_ID):
        raise ValueError(f"id {doc.id[:40]!r}, revision {doc.revision} or cursor {doc.cursor} out of bounds")
    analysed = AnalysedArticle(doc)
    streams: dict[str, list[str]] = {}
    for field, form in STREAMS:
        parts = (analysed.tokens[part] for part in analysed.parts(field))
        if form == "stem":
            streams[field_name(field, form)] = [" ".join([t.stem for t in part]) for part in parts if part]
        else:
            streams[field_name(field, form)] = [" ".join([t.exact for t in part]) for part in parts if part]
    facets: dict[KeyField, tuple[str, ...]] = {
        "outlet": (doc.outlet,),
        "kind": (doc.kind,) if doc.kind else (),
        "unit": doc.units,
        "topic": doc.topics,
        "tone": (doc.tone,) if doc.tone else (),
        "tag": tuple(dict.fromkeys(doc.tags)),
    }
    return IndexDocument(
        id=doc.id,
        revision=doc.revision,
        numbers={"cursor": doc.cursor, "at": seconds(doc.at), "story_rank": doc.story_rank},
        streams=streams,
        kept=PART_MARK.join(" ".join([t.exact for t in analysed.tokens[part]]) for part in PARTS[:4]),
        facets={name: tuple(stored(value) for value in values) for name, values in facets.items()},
        terms=tuple(sorted(key_term(name, key) for name, keys in analysed.keys.items() for key in keys)),
        story=doc.story_key,
        month=doc.first_capture.astimezone(UTC).strftime("%Y-%m"),
    )


def stored(value: str) -> str:
    """A facet value as the engines keep it: without what they cannot store, at most 1,000 characters."""
    return comparable(value)[:1_000]
