"""Shapes of the JSON API. Times are ISO 8601 with an offset; ids are stable for ever."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from search_api.api.schemas.requests import RuleIn, SavedIn

Sort = Literal["newest", "oldest", "relevance", "story"]


class NamedOut(Schema):
    """A key and its Persian name."""

    key: str
    name: str


class SpanOut(Schema):
    """A place in a text: offsets into the field as stored in Unicode code points, end exclusive."""

    start: int
    end: int


class PassageOut(Schema):
    """A piece of a field that explains the match; marks are offsets into the whole field."""

    field: str
    start: int
    end: int
    text: str
    marks: list[SpanOut]


class ArticleBriefOut(Schema):
    """An article in a list."""

    id: str
    url: str
    outlet: NamedOut
    kind: str
    title: str
    kicker: str
    lead: str
    author: str
    published: datetime | None
    published_precision: str
    at: datetime = Field(description="published, or first seen where that is not known")
    first_seen: datetime
    status: str
    story: str | None
    story_role: str
    story_size: int
    units: list[NamedOut]
    topics: list[NamedOut]
    tone: str
    marks: dict[str, list[SpanOut]] = Field(default_factory=dict)
    passages: list[PassageOut] = Field(default_factory=list)


class StatementOut(Schema):
    """What somebody stated of an article whose page was captured; the evidence stands."""

    id: int
    by: str
    at: datetime
    source: str
    url: str
    title: str
    status: str
    differs: list[str] = Field(description="fields that it states otherwise")


class ArticleOut(ArticleBriefOut):
    """An article with its text."""

    body: str
    section: str
    tags: list[str]
    images: list[str]
    lang: str
    modified: datetime | None
    last_seen: datetime
    revision: int
    quality: str
    extra: dict[str, Any] = Field(
        description="what a post shows besides: views, views_at, media, album, forwarded_from, reply_to, "
        "poll, unsupported (media that no public page shows)"
    )
    captured: bool = Field(description="whether a page was captured; else the article is only stated")
    stated_by: str = Field(description="who imported it, where no page was captured")
    statements: list[StatementOut] = Field(description="imports over the captured page, oldest first")


class FacetCountOut(Schema):
    """A facet's value."""

    key: str
    name: str
    count: int


class HistogramColumnOut(Schema):
    """Articles of one interval that begins here."""

    start: datetime
    count: int


class SearchOut(Schema):
    """One page of a search."""

    total: int
    total_exact: bool
    next: str | None = Field(description="send as `after` for the next page")
    items: list[ArticleBriefOut]
    facets: dict[str, list[FacetCountOut]] = Field(default_factory=dict)
    histogram: list[HistogramColumnOut] = Field(default_factory=list)
    histogram_unit: str | None = Field(None, description="coarser than asked for over 1,500 columns")
    did_you_mean: str | None = Field(
        None, description="where nothing was found: a query that finds something"
    )


class VersionOut(Schema):
    """How an article stood from `at` on."""

    number: int
    at: datetime
    change: str
    url: str
    title: str
    kicker: str
    lead: str
    body: str
    capture: int | None


class CaptureOut(Schema):
    """The evidence of an article."""

    id: int
    url: str
    final_url: str
    fetched_at: datetime
    status: int
    content_type: str
    sha256: str
    warc: str
    offset: int
    length: int
    verified: bool = Field(description="whether TLS was verified")
    address: str
    page: str = Field(description="path of the archived copy, shown without scripts or network")
    record: str = Field(description="path of the raw WARC record")


class StoryOut(Schema):
    """Articles that carry the same text."""

    id: str
    title: str
    size: int
    outlets: int
    first_at: datetime
    last_at: datetime
    origin: str | None
    series: str
    articles: list[ArticleBriefOut]


class SavedOut(SavedIn):
    """A kept search; `page` opens it."""

    id: int
    mine: bool
    page: str
    updated_at: datetime


class RuleOut(RuleIn):
    """A kept rule."""

    id: int
    owner: str
    version: int = Field(description="rises with each change")
    updated_at: datetime


class CheckOut(Schema):
    """What it would have caught: of the last 30 days, and the newest items."""

    count: int
    of: int
    share: float
    too_broad: bool
    newest: list[ArticleBriefOut]


class MatchOut(Schema):
    """A rule caught a story, or one article."""

    id: int
    rule: int
    rule_name: str
    article: str
    title: str
    story: str | None
    count: int
    outlets: list[str]
    first_at: datetime
    last_at: datetime
    seen_at: datetime | None


class OutletOut(Schema):
    """An outlet and how it does."""

    key: str
    name: str
    kind: str
    home: str
    unit: str | None
    paused: bool
    pause_reason: str
    defined: bool
    last_capture_at: datetime | None
    last_article_at: datetime | None


class PageOut[T](Schema):
    """A list by falling id; `next` is the `after` of the page that follows."""

    items: list[T]
    next: int | None = None


class BadLine(Schema):
    """A line that was not taken in."""

    line: int
    where: str = Field(description="the field, empty where the whole line is wrong")
    code: str = Field(description="stable")
    problem: str = Field(description="in Persian")


class ImportOut(Schema):
    """What an import did; `bad` lines cost the others nothing."""

    new: int
    known: int
    bad: int
    problems: list[BadLine]


class HealthOut(Schema):
    """The report of `manage.py health --json`, and what of it needs a person."""

    needs: list[dict[str, Any]]
    report: dict[str, Any]
