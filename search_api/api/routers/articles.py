"""Articles and stories: search, one, versions, evidence, and any search as a file or a feed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router, Schema
from pydantic import Field

from rasad.archive.models import Article, Capture, Story
from rasad.desk.audit.log import note_reading
from rasad.search.query.ast import KEY_FIELDS
from rasad.search.query.parser import Query as SearchQuery
from rasad.search.requests import list_field
from search_api import replay
from search_api.accounts.auth import actor_of
from search_api.accounts.limits import EXPORTS, READS
from search_api.api.auth import auth
from search_api.api.problems import REFUSALS, RequestProblemError
from search_api.api.schemas.requests import StrictParameters
from search_api.api.schemas.responses import (
    ArticleOut,
    CaptureOut,
    FacetCountOut,
    HistogramColumnOut,
    SearchOut,
    Sort,
    StoryOut,
    VersionOut,
)
from search_api.api.serializers import brief, capture_out, full
from search_api.pages.search.facets import names_for
from search_api.search import search_request
from search_api.search.comparison import compare
from search_api.search.downloads import FORMS, send
from search_api.search.result_rows import articles_of
from search_api.search.state import SearchState

router = Router(tags=["articles"])
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class SearchParameters(StrictParameters):
    """A search. Lists may be repeated in the address: any of the values in each, all lists together."""

    q: str = Field("", description="the query language of /help/query")
    outlet: list[str] = Field(default_factory=list, max_length=50)
    kind: list[str] = Field(default_factory=list, max_length=50)
    unit: list[str] = Field(default_factory=list, max_length=50)
    topic: list[str] = Field(default_factory=list, max_length=50)
    tone: list[str] = Field(default_factory=list, max_length=50)
    tag: list[str] = Field(default_factory=list, max_length=50)
    status: list[str] = Field(default_factory=list, max_length=50, description="of the review")
    importance: list[str] = Field(default_factory=list, max_length=50)
    assignee: list[str] = Field(default_factory=list, max_length=50)
    mention: list[str] = Field(
        default_factory=list, max_length=50, description="units and topics that an article only names"
    )
    person: list[str] = Field(default_factory=list, max_length=50)
    place: list[str] = Field(default_factory=list, max_length=50)
    from_: str = Field("", alias="from", description="day: Jalali, Gregorian or relative (`دیروز`)")
    to: str = Field("", description="day, included")

    def state(self, **more: Any) -> SearchState:
        """The same search as the page has it."""
        lists: dict[str, Any] = {
            list_field(key): tuple(_clean(value) for value in getattr(self, key)) for key in KEY_FIELDS
        }
        start, end = _clean(self.from_), _clean(self.to)
        return SearchState(q=_clean(self.q), start=start, end=end, **lists, **more)


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


class PageParameters(SearchParameters):
    """A page of a search."""

    sort: Sort = "newest"
    rows: Literal["story", "article"] = "article"
    size: int = Field(20, ge=1, le=100)
    after: str = Field("", max_length=200)
    facets: bool = False
    histogram: Literal["hour", "day", "week", "month"] | None = None


class ExportParameters(SearchParameters):
    """A search to take away, newest first."""

    form: Literal["jsonl", "csv", "xlsx", "rss", "atom"] = Field("jsonl", alias="format")


@router.get("/articles", response={200: SearchOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def find(request: HttpRequest, asked: Query[PageParameters]) -> SearchOut:
    """Search. Without `q` and filters: everything, newest first."""
    state = asked.state(sort=asked.sort, rows=asked.rows, after=_clean(asked.after))
    wanted = search_request.request_of(
        state, datetime.now(UTC), size=asked.size, facets=asked.facets, histogram=asked.histogram
    )
    result = search_request.run(wanted)
    meant = search_request.did_you_mean(wanted) if not result.total else ""
    facets: dict[str, list[FacetCountOut]] = {}
    for facet, counts in result.facets.items():
        names = names_for(facet, [key for key, _ in counts])
        facets[facet] = [
            FacetCountOut(key=key, name=names.get(key, key), count=count) for key, count in counts
        ]
    return SearchOut(
        total=result.total,
        total_exact=result.total_exact,
        next=result.next_after,
        items=[brief(one, wanted.query) for one in articles_of([hit.id for hit in result.hits])],
        facets=facets,
        histogram=[HistogramColumnOut(start=start, count=count) for start, count in result.histogram],
        histogram_unit=result.histogram_unit,
        did_you_mean=meant or None,
    )


@router.get(
    "/export",
    response={200: None, **REFUSALS},
    auth=auth("export"),
    throttle=EXPORTS,
    openapi_extra={
        "responses": {
            200: {
                "description": "the file",
                "content": {
                    media: {"schema": {"type": "string", "format": "binary"}} for media in FORMS.values()
                },
                "headers": {
                    "X-Rasad-Total": {
                        "description": "articles in a JSON lines, CSV or XLSX file",
                        "schema": {"type": "integer"},
                    }
                },
            }
        }
    },
)
def export(request: HttpRequest, asked: Query[ExportParameters]) -> HttpResponseBase:
    """The whole of a search as JSON lines, CSV or XLSX; its newest 50 as RSS or Atom. Streamed."""
    response = send(asked.form, asked.state())
    note_reading(actor_of(request), f"export.{asked.form}", query=asked.state().query_string()[:500])
    return response


def _one(key: str) -> Article:
    found = articles_of([key])
    if not found:
        raise RequestProblemError("article_not_found")
    return found[0]


def _query(text: str) -> SearchQuery | None:
    return search_request.read_query(_clean(text), datetime.now(UTC)) if text else None


class CompareParameters(SearchParameters):
    """A search, and another query within the same filters."""

    vs: str = Field(min_length=1, max_length=1000)


class ComparedDayOut(Schema):
    """One Tehran day; shares are of all that was published on it."""

    day: datetime
    counts: tuple[int, int]
    shares: tuple[float, float]
    published: int


@router.get("/compare", response={200: list[ComparedDayOut], **REFUSALS}, auth=auth("read"), throttle=READS)
def comparison(request: HttpRequest, asked: Query[CompareParameters]) -> list[ComparedDayOut]:
    """Two searches side by side, day by day."""
    found = compare(asked.state(), _clean(asked.vs), datetime.now(UTC))
    return [
        ComparedDayOut(day=one.day, counts=one.counts, shares=one.shares, published=one.published)
        for one in found.days
    ]


@router.get("/articles/{key}", response={200: ArticleOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def one(request: HttpRequest, key: Id, q: str = "") -> ArticleOut:
    """One article; with `q` the places where that query stands in it."""
    query = _query(q)
    return full(_one(key), query)


@router.get(
    "/articles/{key}/versions",
    response={200: list[VersionOut], **REFUSALS},
    auth=auth("read"),
    throttle=READS,
)
def versions(request: HttpRequest, key: Id) -> list[VersionOut]:
    """How the article stood, oldest first."""
    fields = ("number", "at", "change", "url", "title", "kicker", "lead", "body")
    return [
        VersionOut(**{name: getattr(row, name) for name in fields}, capture=row.capture_id)
        for row in _one(key).versions.order_by("number")
    ]


def _capture(key: str) -> Capture:
    found = Article.objects.select_related("capture__revisit_of").filter(pk=key).first()
    if found is None or found.capture is None:
        raise RequestProblemError("capture_not_found")
    return found.capture


@router.get(
    "/articles/{key}/capture", response={200: CaptureOut, **REFUSALS}, auth=auth("read"), throttle=READS
)
def capture(request: HttpRequest, key: Id) -> CaptureOut:
    """The facts of the article's evidence."""
    return capture_out(_capture(key), key)


@router.get(
    "/articles/{key}/capture/record",
    response={200: None, **REFUSALS},
    auth=auth("read"),
    throttle=READS,
    openapi_extra={
        "responses": {
            200: {
                "description": "one gzip member of the WARC file",
                "content": {"application/warc": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def record(request: HttpRequest, key: Id) -> HttpResponse:
    """The raw WARC record."""
    found = _capture(key)
    data = replay.raw_record(found)
    note_reading(actor_of(request), "capture.download", f"capture:{found.pk}")
    response = HttpResponse(data, content_type="application/warc")
    response["Content-Disposition"] = f'attachment; filename="rasad-capture-{found.pk}.warc.gz"'
    return response


@router.get("/stories/{key}", response={200: StoryOut, **REFUSALS}, auth=auth("read"), throttle=READS)
def story(request: HttpRequest, key: Id) -> StoryOut:
    """A story with its articles by time (the first 300)."""
    found = Story.objects.filter(pk=key).first()
    if found is None:
        raise RequestProblemError("story_not_found")
    ids = Article.objects.filter(story=found).order_by("at", "arrival").values_list("pk", flat=True)[:300]
    fields = ("id", "title", "size", "outlets", "first_at", "last_at", "series")
    return StoryOut(
        **{name: getattr(found, name) for name in fields},
        origin=found.origin_id,
        articles=[brief(row) for row in articles_of(list(ids))],
    )
