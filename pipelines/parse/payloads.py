"""From what extraction found, or what an import gave, to an item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipelines.parse.items import ParsedItem, item_kind
from rasad.extract.article.extraction import Extraction


def item_of(found: Extraction, outlet_kind: str) -> ParsedItem:
    """The item an extraction holds."""
    return clean(
        ParsedItem(
            url=found.url,
            title=found.title,
            kind=item_kind(outlet_kind),
            kicker=found.kicker,
            lead=found.lead,
            body=found.body,
            author=found.author,
            published=found.published,
            precision=found.published_precision or "",
            modified=found.modified,
            section=found.section,
            tags=tuple(found.tags),
            images=tuple(found.images),
            lang=found.lang or "fa",
            short_link=found.short_link,
            news_code=found.news_code,
            source_agency=found.source_agency,
            quality=str(found.quality),
            canonical=found.canonical,
            aliases=tuple(found.aliases),
            provenance=dict(found.provenance),
            confidence=dict(found.confidence),
        )
    )


def item_of_payload(payload: Mapping[str, Any]) -> ParsedItem:
    """The item of a submission whose payload was checked when it came in."""
    return clean(
        ParsedItem(
            url=str(payload["url"]),
            title=payload.get("title") or "",
            kind=payload.get("kind") or "news",
            kicker=payload.get("kicker") or "",
            lead=payload.get("lead") or "",
            body=payload.get("body") or "",
            author=payload.get("author") or "",
            published=moment(payload.get("published")),
            precision=payload.get("published_precision") or ("minute" if payload.get("published") else ""),
            modified=moment(payload.get("modified")),
            section=payload.get("section") or "",
            tags=tuple(payload.get("tags") or ()),
            images=tuple(payload.get("images") or ()),
            lang=payload.get("lang") or "fa",
            status=payload.get("status") or "",
            provenance={"published": "submission"} if payload.get("published") else {},
        )
    )


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 time with offset, as UTC; None for none. Raises `ValueError`."""
    if not text:
        return None
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"a time without offset: {text}")
    return at.astimezone(UTC)


def clean(item: ParsedItem) -> ParsedItem:
    """The item without characters that a database refuses, its one-line fields cut to their columns."""

    def text(value: str, limit: int | None = None) -> str:
        return value.replace("\x00", "").encode("utf-8", "replace").decode()[:limit]

    return replace(
        item,
        title=text(item.title, 1000),
        kicker=text(item.kicker, 1000),
        lead=text(item.lead),
        body=text(item.body),
        author=text(item.author, 300),
        section=text(item.section, 300),
        news_code=text(item.news_code, 100),
        source_agency=text(item.source_agency, 300),
        short_link=text(item.short_link, 2000),
        tags=tuple(text(tag, 200) for tag in item.tags),
    )
