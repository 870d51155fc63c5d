"""What a rule would have caught, before it is saved: the last items, and its share of the last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min
from django.urls import reverse

from rasad.archive.models import Article
from rasad.search.query.parser import Query
from rasad.search.requests import Filters, SearchRequest
from search_api.search import search_request
from search_api.search.result_rows import ResultRow, articles_of, rows_of
from search_api.search.search_request import SearchProblem, SearchRefusedError, read_query, run
from search_api.search.state import SearchState, day_text

SPAN = timedelta(days=30)
SHOWN = 20
TOO_BROAD = 0.05  # of all articles: such a rule is read by nobody
FEW = 20  # matches under this are never called too many


@dataclass(frozen=True)
class Forecast:
    """The answer for the rule's page."""

    fault: SearchProblem | None = None
    empty: bool = False
    rows: list[ResultRow] | None = None
    count: int = 0
    of: int = 0
    link: str = ""
    days: int = SPAN.days  # that the archive has of the last `SPAN`

    @property
    def share(self) -> float:
        return self.count / self.of if self.of else 0.0

    @property
    def too_broad(self) -> bool:
        return self.count >= FEW and self.share > TOO_BROAD

    @property
    def per_day(self) -> float:
        return self.count / self.days


def forecast(
    text: str, outlets: tuple[str, ...], kinds: tuple[str, ...], units: tuple[str, ...], now: datetime
) -> Forecast:
    """Run a rule's query over what is already here. Dates count by publication, as in a search."""
    try:
        query = read_query(text.strip(), now)
    except SearchRefusedError as error:
        return Forecast(fault=error.fault)
    if query is None or query.everything:
        return Forecast(empty=True)
    return _caught(query, Filters(outlets=outlets, kinds=kinds, units=units), text, now)


def _caught(query: Query, filters: Filters, text: str, now: datetime) -> Forecast:
    try:
        result = run(SearchRequest(query=query, filters=filters, sort="newest", size=SHOWN))
        month = Filters(
            outlets=filters.outlets, kinds=filters.kinds, units=filters.units, start=now - SPAN, end=now
        )
        count = search_request.count(query, month)
        every = search_request.count(None, Filters(start=now - SPAN, end=now))
    except SearchRefusedError as error:
        return Forecast(fault=error.fault)
    state = SearchState(
        q=text, outlets=filters.outlets, kinds=filters.kinds, units=filters.units, rows="article"
    )
    rows = rows_of(articles_of([hit.id for hit in result.hits]), query, state)
    link = reverse("search") + "?" + state.change(start=day_text(now - SPAN)).query_string()
    return Forecast(rows=rows, count=count, of=every, link=link, days=_days(now))


def _days(now: datetime) -> int:
    """How many of the last days the archive has articles of: a young one has no month to divide by."""
    first = Article.objects.filter(at__gte=now - SPAN).aggregate(first=Min("at"))["first"]
    return min(SPAN.days, max(1, (now - first).days + 1)) if first is not None else SPAN.days
