"""What both engines store of an article: streams of ready-made terms, its numbers and its keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from rasad.search.documents import TEXT_PARTS, Document
from rasad.search.match.analysed import AnalysedArticle
from rasad.search.query.ast import Form, KeyField, TextField
from rasad.search.query.fields import comparable

STREAMS: tuple[tuple[TextField, Form], ...] = (
    ("text", "stem"),
    ("text", "exact"),
    ("title", "stem"),
    ("title", "exact"),
    ("author", "stem"),
    ("author", "exact"),
)
NUMBERS = ("revision", "cursor", "at", "story_rank")
PART_MARK = "\x1f"
LONGEST_ID = 100  # characters
SCHEMA = 4  # raise with any change of what is stored: a reindex is then needed


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One article in the shape of the engines' documents."""

    id: str
    revision: int
    numbers: dict[str, int]  # by `NUMBERS`; `at` in UTC seconds
    streams: dict[str, list[str]]  # field name → one string of terms a part
    kept: str  # the exact forms of title, kicker, lead, body: parts by `PART_MARK`, forms by space
    keys: dict[KeyField, tuple[str, ...]]  # as given
    terms: tuple[str, ...]  # `outlet:irna` …: keys and names as compared
    story: str
    month: str  # of first capture, Gregorian, UTC: 2026-11


def field_name(field: TextField, form: Form) -> str:
    """The engines' name of a stream."""
    return f"{field}_{form}"


def key_term(field: KeyField, value: str) -> str:
    """A key or name as stored among `terms`."""
    return f"{field}:{value}"


def seconds(moment: datetime) -> int:
    """Whole UTC seconds, rounded down as cursors are; never negative."""
    return max(0, int(moment.astimezone(UTC).timestamp()))


def index_documents_of(
    docs: Iterable[Document | AnalysedArticle],
) -> tuple[list[IndexDocument], dict[str, str]]:
    """What can be stored, and why the rest cannot, by id. Of one id the newest revision is kept."""
    made: dict[str, IndexDocument] = {}
    failures: dict[str, str] = {}
    for doc in docs:
        article = doc.doc if isinstance(doc, AnalysedArticle) else doc
        try:
            document = index_document_of(doc)
        except (ValueError, TypeError, AttributeError) as error:
            failures[article.id] = f"{type(error).__name__}: {error}"
            continue
        if document.id not in made or made[document.id].revision < document.revision:
            made[document.id] = document
    return list(made.values()), failures


def index_document_of(doc: Document | AnalysedArticle) -> IndexDocument:
    """Analyse an article and lay it out for an engine. Raises `ValueError` for numbers that none can hold."""
    article = doc.doc if isinstance(doc, AnalysedArticle) else doc
    if not (
        0 <= article.cursor < 1 << 63
        and 0 <= article.revision < 1 << 63
        and 0 < len(article.id) <= LONGEST_ID
    ):
        raise ValueError(
            f"id {article.id[:40]!r}, revision {article.revision} or cursor {article.cursor} out of bounds"
        )
    analysed = doc if isinstance(doc, AnalysedArticle) else AnalysedArticle(doc)
    return IndexDocument(
        id=article.id,
        revision=article.revision,
        numbers={
            "revision": article.revision,
            "cursor": article.cursor,
            "at": seconds(article.at),
            "story_rank": article.story_rank,
        },
        streams={field_name(field, form): _stream(analysed, field, form) for field, form in STREAMS},
        kept=PART_MARK.join(" ".join([t.exact for t in analysed.tokens[part]]) for part in TEXT_PARTS),
        keys={name: tuple(map(stored, values)) for name, values in article.keys.items()},
        terms=tuple(sorted(key_term(name, key) for name, keys in analysed.keys.items() for key in keys)),
        story=article.story_key,
        month=article.first_capture.astimezone(UTC).strftime("%Y-%m"),
    )


def _stream(analysed: AnalysedArticle, field: TextField, form: Form) -> list[str]:
    parts = [analysed.tokens[part] for part in analysed.parts(field)]
    if form == "stem":
        return [" ".join([token.stem for token in part]) for part in parts if part]
    return [" ".join([token.exact for token in part]) for part in parts if part]


def stored(value: str) -> str:
    """A key as the engines keep it: without what they cannot store, at most 1,000 characters."""
    return comparable(value)[:1_000]
