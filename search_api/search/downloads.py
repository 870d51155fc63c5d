"""Any search as an answer that is streamed: JSON lines, CSV, XLSX; its newest items as RSS or Atom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from rasad.desk.transfer.counted_rows import CountedRows
from rasad.desk.transfer.exports import MEDIA_TYPES, Format, ids_of, newest_arrival, rows, stream
from rasad.persian.dates.jalali import format_numeric
from search_api.search import search_request
from search_api.search.feeds import FEEDS, ITEMS, feed_of
from search_api.search.result_rows import articles_of
from search_api.search.state import SearchState
from settings.env import env

FORMS: dict[str, str] = {
    **{str(form): media for form, media in MEDIA_TYPES.items()},
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
}


def send(form: str, state: SearchState) -> HttpResponseBase:
    """The answer, newest first whatever the search's order.

    Faults of the search show before the first byte: raises `SearchRefusedError`.
    """
    state = state.change(rows="article", sort="newest")
    arrived_by = newest_arrival()  # what arrives while it is written was not counted
    wanted = search_request.request_of(state, datetime.now(UTC), size=ITEMS)
    first = search_request.run(wanted)
    if form in FEEDS:
        title = f"رصد: {state.q}" if state.q else "رصد"
        articles = articles_of([hit.id for hit in first.hits])
        text = feed_of(form, articles, title, f"/?{state.query_string()}", env().base_url.rstrip("/"))
        return HttpResponse(text, content_type=FORMS[form])
    ids = ids_of(search_request.searcher(), wanted.query, wanted.filters)
    found = CountedRows(rows(ids, arrived_by), first.total)
    parts = stream(found, cast(Format, form))
    response = StreamingHttpResponse(parts, content_type=FORMS[form])
    day = format_numeric(datetime.now(UTC)).replace("/", "-").translate(_LATIN)
    response["Content-Disposition"] = f'attachment; filename="rasad-{day}.{form}"'
    response["X-Rasad-Total"] = str(first.total)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


_LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
