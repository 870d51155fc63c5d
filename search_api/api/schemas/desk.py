"""Shapes of bulletins, units' evaluation, replies and long work in the JSON API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from search_api.api.schemas.requests import MOST, StrictSchema
from search_api.api.schemas.responses import NamedOut, SpanOut

Text = Annotated[str, Field(max_length=20_000)]
Key32 = Annotated[str, Field(min_length=1, max_length=64)]


class FileOut(Schema):
    """A file of an issued bulletin."""

    form: str
    size: int
    sha256: str


class BulletinBriefOut(Schema):
    """A bulletin in a list."""

    id: int
    title: str
    kind: str
    state: str
    day: date
    period_from: datetime
    period_to: datetime
    number: int | None
    edition: int
    corrects: int | None
    issued_at: datetime | None
    issued_by: str
    sha256: str = Field(description="of the frozen content as canonical JSON; empty for a draft")
    version: int


class ItemOut(Schema):
    """An entry of a bulletin with why the rules chose it."""

    id: int
    section: str
    position: int
    story: str | None
    article: str | None
    headline: str
    summary: str
    reasons: list[dict[str, Any]]
    version: int


class BulletinOut(BulletinBriefOut):
    """A whole bulletin; `content` is what its readers have (of a draft: would have now)."""

    cover: dict[str, str]
    sections: list[NamedOut]
    items: list[ItemOut]
    content: dict[str, Any]
    files: list[FileOut]


class SuggestionOut(Schema):
    """What the rules offer of a draft's period and is not in it."""

    article: str
    story: str | None
    title: str
    points: float
    reasons: list[dict[str, Any]]


class BulletinIn(StrictSchema):
    """A new draft: of a template, for a day (today without one)."""

    template: int = Field(ge=1, le=MOST)
    day: date | None = None


class ItemIn(StrictSchema):
    """An article for a draft; without a section the rules say where."""

    article: Key32
    section: Annotated[str, Field(max_length=40)] = ""


class RewordIn(StrictSchema):
    """An entry's words; `version` is the one that was read."""

    headline: Annotated[str, Field(min_length=1, max_length=1000)]
    summary: Annotated[str, Field(max_length=4000)] = ""
    version: int | None = Field(None, ge=1, le=MOST)


class MoveIn(StrictSchema):
    """Where an entry goes: a step, or into a section, before another entry."""

    where: Literal["up", "down", "first", "last"] | None = None
    section: Annotated[str, Field(max_length=40)] = ""
    before: int = Field(0, ge=0, le=MOST)


class TaskOut(Schema):
    """Long work: how far it is, how it ended."""

    key: str
    title: str
    state: str
    step: str
    done: int
    total: int
    error: str


class EstimateOut(Schema):
    """A number with its 95 per cent interval and sample; `raw` is without shrinkage."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    raw: float | None


class ScorecardOut(Schema):
    """A unit in a period. Counts of media leave the municipality's own outlets out."""

    unit: str
    name: str
    rank: int | None
    score: EstimateOut
    components: dict[str, EstimateOut]
    releases: int
    carried: int
    publications: int
    municipal_publications: int
    outlets: int
    front_pages: int
    contradicted: int
    tiers: dict[str, int]
    how: dict[str, int]
    origins: int
    reflected: int
    produced_published: int
    produced_published_rank: int | None
    reflected_rank: int | None
    articles: int
    tones: dict[str, int]
    pickup: EstimateOut
    reach: EstimateOut
    verbatim: EstimateOut
    lag: EstimateOut
    earlier: int
    undated: int
    tone: EstimateOut
    reply_hours: EstimateOut
    replies: EstimateOut
    messages: EstimateOut


class LeagueOut(Schema):
    """All units in a period, by rank, and the formula that scored them."""

    period: str
    first_day: date
    last_day: date
    formula: dict[str, Any]
    means: dict[str, float | None]
    units: list[ScorecardOut]


class CarrierOut(Schema):
    """An article that carried a release; `lag` in hours."""

    article: str
    title: str
    outlet: str
    municipal: bool
    tier: int
    how: str
    containment: float
    at: datetime
    lag: float | None
    front_page: bool
    contradicted: bool


class ReleaseOut(Schema):
    """A release of a unit with who carried it."""

    article: str
    title: str
    at: datetime
    copies: list[str]
    carriers: list[CarrierOut]


class CoverageOut(Schema):
    """A release in an article: the passages that stand in both, as places in the article's body."""

    release: str
    article: str
    how: str
    containment: float
    verdict: str
    passages: list[SpanOut]


class StepOut(Schema):
    """A step of a reply."""

    state: str
    note: str
    by: str
    at: datetime


class ReplyOut(Schema):
    """A reply with its clock and where it was printed."""

    id: int
    article: str
    unit: str | None
    state: str
    request: str
    hours: float
    assigned_at: datetime | None
    due_at: datetime | None
    text: str
    written_at: datetime | None
    sent_at: datetime | None
    sent_to: str
    published: str | None
    containment: float | None
    published_at: datetime | None
    closed_at: datetime | None
    close_reason: str
    version: int
    steps: list[StepOut]


class ReplyIn(StrictSchema):
    """An article that wants an answer."""

    article: Key32
    unit: Annotated[str, Field(max_length=64)] = ""


class AssignIn(StrictSchema):
    """Who answers, in how many working hours."""

    unit: Key32
    hours: float = Field(8, gt=0, le=400)
    request: Text = ""
    version: int | None = Field(None, ge=1, le=MOST)


class WriteIn(StrictSchema):
    """The answer."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    version: int | None = Field(None, ge=1, le=MOST)


class SendIn(StrictSchema):
    """Whom it went to."""

    sent_to: Annotated[str, Field(max_length=300)] = ""
    version: int | None = Field(None, ge=1, le=MOST)


class PrintedIn(StrictSchema):
    """Where it was printed."""

    article: Key32


class CloseIn(StrictSchema):
    """Why it is closed; wanted where it was not printed."""

    reason: Annotated[str, Field(max_length=500)] = ""
    version: int | None = Field(None, ge=1, le=MOST)
