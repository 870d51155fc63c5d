"""What people stated of an article whose page was captured: who, when, and what it says otherwise."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from rasad.archive.models import Article, Submission
from rasad.search.documents import TEXT_PARTS

#: Fields of a statement that are compared with the article.
_COMPARED = (*TEXT_PARTS, "author", "section", "kind", "status", "tags")


@dataclass(frozen=True, slots=True)
class Statement:
    """One submission beside the evidence."""

    id: int
    by: str
    at: datetime
    source: str  # `Submission.Source`
    url: str
    title: str
    status: str  # empty: it says nothing of it
    differs: list[str]  # fields that it states otherwise

    def as_json(self) -> dict[str, Any]:
        """Plain values, the time as ISO 8601 in UTC."""
        return asdict(self) | {"at": self.at.isoformat()}


def statements_of(article: Article) -> list[Statement]:
    """The statements about an article, oldest first; prefetch `statements` where there are many articles."""
    rows = sorted(article.statements.all(), key=lambda row: (row.created_at, row.pk))
    return [_statement(row, article) for row in rows]


def _statement(row: Submission, article: Article) -> Statement:
    payload: dict[str, Any] = row.payload
    return Statement(
        id=row.pk,
        by=row.by,
        at=row.created_at,
        source=row.source,
        url=row.url,
        title=str(payload.get("title") or ""),
        status=str(payload.get("status") or ""),
        differs=[name for name in _COMPARED if payload.get(name) and payload[name] != getattr(article, name)],
    )
