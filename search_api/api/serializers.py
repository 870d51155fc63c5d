"""From records to the API's shapes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import reverse

from rasad.archive.articles.documents import document_of
from rasad.archive.articles.imported_statements import statements_of
from rasad.archive.models import Article, Capture
from rasad.search.match import AnalysedArticle, highlight_spans, passages
from rasad.search.query.parser import Query
from search_api.api.schemas.responses import (
    ArticleBriefOut,
    ArticleOut,
    CaptureOut,
    NamedOut,
    PassageOut,
    SpanOut,
    StatementOut,
)


def brief(article: Article, query: Query | None = None) -> ArticleBriefOut:
    """An article of a list, with marks where there is a query."""
    return ArticleBriefOut(**_values(article, query))


def full(article: Article, query: Query | None = None) -> ArticleOut:
    """An article with its text."""
    return ArticleOut(
        **_values(article, query),
        body=article.body,
        section=article.section,
        tags=[str(tag) for tag in article.tags],
        images=[str(image) for image in article.images],
        lang=article.lang,
        modified=article.modified,
        last_seen=article.last_capture,
        revision=article.revision,
        quality=article.quality,
        extra=article.extra,
        captured=article.capture_id is not None,
        stated_by=article.submission.by if article.submission is not None else "",
        statements=[StatementOut(**asdict(one)) for one in statements_of(article)],
    )


def _values(article: Article, query: Query | None) -> dict[str, Any]:
    attributions = list(article.attributions.all())
    return _marked(article, query) | {
        "id": article.id,
        "url": article.url,
        "outlet": NamedOut(key=article.outlet.key, name=article.outlet.name),
        "kind": article.kind,
        "title": article.title,
        "kicker": article.kicker,
        "lead": article.lead,
        "author": article.author,
        "published": article.published,
        "published_precision": article.published_precision,
        "at": article.at,
        "first_seen": article.first_capture,
        "status": article.status,
        "story": article.story_id,
        "story_role": article.story_role,
        "story_size": article.story.size if article.story else 1,
        "units": [NamedOut(key=one.unit.key, name=one.unit.name) for one in attributions if one.unit],
        "topics": [NamedOut(key=one.topic.key, name=one.topic.name) for one in attributions if one.topic],
        "tone": article.tone,
    }


def _marked(article: Article, query: Query | None) -> dict[str, Any]:
    if query is None:
        return {}
    analysed = AnalysedArticle(document_of(article))
    return {
        "marks": {
            part: [SpanOut(start=start, end=end) for start, end in spans]
            for part, spans in highlight_spans(query, analysed).items()
        },
        "passages": [
            PassageOut(
                field=one.field,
                start=one.start,
                end=one.end,
                text=getattr(article, one.field)[one.start : one.end],
                marks=[SpanOut(start=start, end=end) for start, end in one.highlights],
            )
            for one in passages(query, analysed, n=2)
        ],
    }


def capture_out(found: Capture, article: str) -> CaptureOut:
    """The facts of an article's capture."""
    names = ("id", "url", "final_url", "fetched_at", "status", "content_type", "sha256", "warc", "offset")
    more = ("length", "verified", "address")
    return CaptureOut(
        **{name: getattr(found, name) for name in (*names, *more)},
        page=reverse("capture", args=[found.pk]),
        record=f"/api/v1/articles/{article}/capture/record",
    )
