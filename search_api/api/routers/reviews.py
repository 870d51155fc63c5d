"""Judgements of articles: what stands, what stood, judging one or many, taking back, corrections."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from rasad.archive.models import Article
from rasad.desk.review import acts
from rasad.desk.review.corrections import correct_article
from rasad.desk.review.models import Review
from rasad.desk.review.queue import QueueScope, queue
from rasad.desk.review.values import ReviewChange
from search_api.accounts.auth import actor_of, person
from search_api.accounts.limits import READS, WRITES
from search_api.api.auth import auth
from search_api.api.problems import REFUSALS, RequestProblemError
from search_api.api.schemas.requests import StrictParameters, StrictSchema
from search_api.api.schemas.responses import ArticleBriefOut
from search_api.api.serializers import brief
from search_api.search.result_rows import articles_of

router = Router(tags=["reviews"])
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
ArticleId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class ReviewOut(Schema):
    """What was judged from one act on; the last of an article stands."""

    article: str
    number: int = Field(description="of the article's reviews; send it back as `read`")
    batch: str = Field(description="the act, to take it back")
    changed: list[str]
    tone: str
    unit_tones: dict[str, str]
    importance: str
    status: str
    labels: list[str]
    note: str
    assignee: str | None
    by: str | None
    at: datetime


class ReviewIn(StrictSchema):
    """What to judge; a value that is left out stays as it is, an empty one is taken away."""

    articles: list[ArticleId] = Field(min_length=1, max_length=acts.MOST)
    read: dict[ArticleId, int] = Field(
        default_factory=dict, description="the review known of each, 0 for none"
    )
    tone: str | None = Field(None, description="negative, neutral, positive, mixed; towards `unit`, if given")
    unit: str = ""
    importance: str | None = Field(None, description="high, medium, low")
    status: str | None = Field(None, description="new, seen, open, to_reply, closed")
    note: str | None = None
    assignee: str | None = Field(None, description="a user's name")
    labels: list[str] | None = None
    add_labels: list[str] = Field(default_factory=list)
    remove_labels: list[str] = Field(default_factory=list)


class ReviewResultOut(Schema):
    """What was written; articles that were so already are not among the reviews."""

    batch: str
    reviews: list[ReviewOut]


class CorrectionIn(StrictSchema):
    """One field of an article as staff know it: `title`, `unit+`, `unit-`, `topic+`, `topic-` …"""

    field: str
    value: str | list[str]


class QueueParameters(StrictParameters):
    """A part of the queue."""

    scope: QueueScope = QueueScope.NEW
    unit: str = ""
    size: int = Field(20, ge=1, le=100)


def _out(row: Review) -> ReviewOut:
    names = (
        "number",
        "batch",
        "changed",
        "tone",
        "unit_tones",
        "importance",
        "status",
        "labels",
        "note",
        "at",
    )
    return ReviewOut(
        **{name: getattr(row, name) for name in names},
        article=row.article_id,
        assignee=row.assignee.get_username() if row.assignee is not None else None,
        by=row.by.get_username() if row.by is not None else None,
    )


def _result(done: acts.ReviewResult) -> ReviewResultOut:
    return ReviewResultOut(batch=done.batch, reviews=[_out(row) for row in done.reviews])


@router.get(
    "/articles/{key}/reviews", response={200: list[ReviewOut], **REFUSALS}, auth=auth("read"), throttle=READS
)
def reviews(request: HttpRequest, key: Id) -> list[ReviewOut]:
    """What was judged about an article, the newest first: the first one stands."""
    if not Article.objects.filter(pk=key).exists():
        raise RequestProblemError("article_not_found")
    rows = Review.objects.filter(article=key).select_related("by", "assignee").order_by("-number")[:200]
    return [_out(row) for row in rows]


@router.get(
    "/review/queue", response={200: list[ArticleBriefOut], **REFUSALS}, auth=auth("read"), throttle=READS
)
def waiting(request: HttpRequest, asked: Query[QueueParameters]) -> list[ArticleBriefOut]:
    """Articles that wait to be judged, one a story, the newest first; or another part of the queue."""
    found = queue(person(request), asked.scope.value, asked.unit.replace("\x00", ""))
    return [brief(row) for row in articles_of(list(found.values_list("pk", flat=True)[: asked.size]))]


@router.post("/reviews", response={200: ReviewResultOut, **REFUSALS}, auth=auth("write"), throttle=WRITES)
def judge(request: HttpRequest, given: ReviewIn) -> ReviewResultOut:
    """Judge articles. With `read`, what somebody set otherwise meanwhile refuses it (412)."""
    change = ReviewChange(
        tone=given.tone,
        unit=given.unit,
        importance=given.importance,
        status=given.status,
        note=given.note,
        assignee=given.assignee,
        labels=None if given.labels is None else tuple(given.labels),
        add_labels=tuple(given.add_labels),
        remove_labels=tuple(given.remove_labels),
    )
    return _result(acts.review(actor_of(request), given.articles, change, read=given.read))


@router.post(
    "/reviews/{batch}/undo", response={200: ReviewResultOut, **REFUSALS}, auth=auth("write"), throttle=WRITES
)
def take_back(request: HttpRequest, batch: Id) -> ReviewResultOut:
    """Take an act of one's own back."""
    return _result(acts.undo(actor_of(request), batch))


@router.post(
    "/articles/{key}/corrections",
    response={200: ArticleBriefOut, **REFUSALS},
    auth=auth("write"),
    throttle=WRITES,
)
def correct(request: HttpRequest, key: Id, given: CorrectionIn) -> ArticleBriefOut:
    """Correct a field of an article; `reprocess` keeps it."""
    correct_article(actor_of(request), key, given.field, given.value)
    return brief(articles_of([key])[0])
