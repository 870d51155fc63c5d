"""From what extraction found, or what an import gave, to an item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pipelines.parse.article_fields import within_bounds
from pipelines.parse.items import ParsedItem, item_kind
from rasad.archive.models import Article
from rasad.extract.article.extraction import Extraction
from rasad.search.documents import TEXT_PARTS

_TEXTS = (*TEXT_PARTS, "author", "section", "lang")


def item_of(found: Extraction, outlet_kind: str, hint: Mapping[str, Any] | None = None) -> ParsedItem:
    """The item an extraction holds; `hint`: what the feed that announced it said."""
    return ParsedItem(within_bounds(_with_hint(found, hint or {})), item_kind(outlet_kind))


def _with_hint(found: Extraction, hint: Mapping[str, Any]) -> Extraction:
    """With the date that its feed announced, used only where the page has none."""
    if found.published is not None:
        return found
    try:
        at = moment(str(hint.get("published") or ""))
    except (ValueError, OverflowError):
        at = None
    if at is None:
        return found
    precision = hint.get("published_precision") or hint.get("precision")
    return replace(
        found,
        published=at,
        published_precision=precision if precision in Article.Precision else Article.Precision.MINUTE,
        provenance=found.provenance | {"published": "feed"},
    )


def item_of_payload(payload: Mapping[str, Any]) -> ParsedItem:
    """The item of a submission whose payload was checked when it came in. Raises `ValueError`, `KeyError`."""
    texts: dict[str, Any] = {name: str(payload.get(name) or "") for name in _TEXTS}
    published = moment(payload.get("published"))
    precision = payload.get("published_precision") or (Article.Precision.MINUTE if published else None)
    found = Extraction(
        url=str(payload["url"]),
        **texts,
        published=published,
        published_precision=precision,
        modified=moment(payload.get("modified")),
        tags=list(payload.get("tags") or ()),
        images=list(payload.get("images") or ()),
        provenance={"published": "submission"} if published else {},
    )
    kind, status = payload.get("kind") or Article.Kind.NEWS, payload.get("status") or ""
    return ParsedItem(within_bounds(found), kind, status)


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 time with offset, as UTC; None for none. Raises `ValueError`, `OverflowError`."""
    if not text:
        return None
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"a time without offset: {text}")
    return at.astimezone(UTC)
