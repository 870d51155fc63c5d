"""Articles as rows that leave the house: JSON lines, CSV, XLSX; streamed, and safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any, Literal

from django.db.models import Max, Prefetch

from rasad.archive.articles.imported_statements import statements_of
from rasad.archive.models import Article, Attribution, Version
from rasad.desk.transfer.counted_rows import CountedRows
from rasad.desk.transfer.imports import ImportEntry
from rasad.desk.transfer.workbook import workbook
from rasad.persian.dates.jalali import format_jalali, tehran
from rasad.search.query.parser import Query
from rasad.search.requests import Filters, SearchRequest
from rasad.search.service import Searcher

Format = Literal["jsonl", "csv", "xlsx"]
MEDIA_TYPES: dict[Format, str] = {
    "jsonl": "application/x-ndjson; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Fields that `import` reads back, and the columns they come from where these have another name.
GIVEN = tuple(ImportEntry.model_fields)
_FROM = {"outlet": "outlet_id", "fetched": "last_capture"}
COLUMNS = (
    "id", "url", "outlet", "kind", "title", "kicker", "lead", "body", "author", "published",
    "published_jalali", "published_precision", "modified", "fetched", "section", "tags", "lang", "status",
    "story", "story_role", "units", "topics", "versions",
)  # fmt: skip
_TIMES = ("published", "modified", "fetched")
_BATCH = 200
_CELL = 32_767  # characters a spreadsheet's cell holds
_UNSEEN = re.compile(r"^[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u061c]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: ASCII, full-width, superscript, small forms and the minus sign.
_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\u207a\u207b\u208a\u208b\ufe62\ufe63\ufe66\ufe6b\u2212")


def safe_cell(text: str) -> str:
    """A text that no spreadsheet reads as a formula (OWASP, CSV injection).

    Control characters go, CR becomes a line break; a cell that starts with a formula's sign (full-width
    ones too), also behind white space or direction marks, or with a tab, gets an apostrophe in front.
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    bare = _UNSEEN.sub("", text)
    if text.startswith(("\t", "\n")) or (bare and bare[0] in _FORMULA):
        text = "'" + text
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"


def row_of(article: Article) -> dict[str, Any]:
    """An article as `export` writes it: the fields of `import`, then what Rasad knows of it."""
    units = sorted(row.unit_id for row in article.attributions.all() if row.unit_id)
    topics = sorted(row.topic_id for row in article.attributions.all() if row.topic_id)
    row: dict[str, Any] = {name: getattr(article, _FROM.get(name, name)) for name in GIVEN}
    row |= {name: _iso(row[name]) for name in _TIMES} | {
        "published_precision": row["published_precision"] or None
    }
    _restore_original(row, article)
    row |= {
        "id": article.id, "story": article.story_id, "story_role": article.story_role or None, "units": units,
        "topics": topics,
        "versions": [
            {"number": one.number, "at": _iso(one.at), "change": one.change, "title": one.title}
            for one in article.versions.all()
        ],
        "capture": (
            {"warc": article.capture.warc, "offset": article.capture.offset, "sha256": article.capture.sha256}
            if article.capture
            else None
        ),
        "statements": [one.as_json() for one in statements_of(article)],
    }  # fmt: skip
    return row


def _iso(at: datetime | None) -> str | None:
    return tehran(at).isoformat() if at else None


def _restore_original(row: dict[str, Any], article: Article) -> None:
    """Write what was imported as it was given, where it still says the same (the offset of a time)."""
    if article.submission is None:
        return
    payload: Mapping[str, Any] = article.submission.payload
    for name in GIVEN:
        if name not in payload:
            continue
        given, now = payload[name], row[name]
        if name in _TIMES:
            same = bool(given and now) and datetime.fromisoformat(given) == datetime.fromisoformat(now)
        elif name in ("url", "outlet"):
            same = True
        else:
            same = (given or "") == (now or "") or (not given and not now)
        if same or (not given and name in _TIMES and not now):
            row[name] = given


def newest_arrival() -> int:
    """The number of the article that arrived last; 0 where there is none."""
    return int(Article.objects.aggregate(newest=Max("arrival"))["newest"] or 0)


def rows(ids: Iterable[str], arrived_by: int | None = None) -> Iterator[dict[str, Any]]:
    """The rows of these articles, in this order; constant memory.

    Those that are gone are left out, and those that arrived after `arrived_by` (an arrival number).
    """
    wanted = Article.objects.all() if arrived_by is None else Article.objects.filter(arrival__lte=arrived_by)
    for part in batched(ids, _BATCH):
        found = (
            wanted.select_related("capture", "submission")
            .prefetch_related(
                "statements",
                Prefetch(
                    "attributions",
                    Attribution.objects.only("article_id", "unit_id", "topic_id").order_by("pk"),
                ),
                Prefetch("versions", Version.objects.defer("body", "lead", "kicker").order_by("number")),
            )
            .in_bulk(list(part))
        )
        for id_ in part:
            if id_ in found:
                yield row_of(found[id_])


def every_id() -> Iterator[str]:
    """All articles, in order of arrival."""
    last = -1
    while True:
        part = list(
            Article.objects.filter(arrival__gt=last).order_by("arrival").values_list("arrival", "id")[:1000]
        )
        if not part:
            return
        last = part[-1][0]
        yield from (id_ for _, id_ in part)


def ids_of(searcher: Searcher, query: Query | None, filters: Filters | None = None) -> Iterator[str]:
    """Ids of a search's articles, newest first, to the last; the empty query asks the records."""
    if (query is None or query.everything) and filters is None:
        yield from every_id()
        return
    after: str | None = None
    while True:
        result = searcher.search(
            SearchRequest(query=query, filters=filters or Filters(), sort="newest", size=_BATCH, after=after)
        )
        yield from (hit.id for hit in result.hits)
        after = result.next_after
        if after is None or not result.hits:
            return


def cells_of(row: Mapping[str, Any]) -> list[str]:
    """A row's cells in the order of `COLUMNS`, safe."""
    found = []
    for name in COLUMNS:
        if name == "published_jalali":
            at = row["published"]
            to_minute = row["published_precision"] != "day"
            value: Any = format_jalali(datetime.fromisoformat(at), with_time=to_minute) if at else ""
        else:
            value = row[name]
        if name == "versions":
            value = str(len(value))
        elif isinstance(value, list):
            value = "، ".join(str(one) for one in value)
        found.append(safe_cell(str(value)) if value is not None else "")
    return found


def as_jsonl(found: CountedRows) -> Iterator[bytes]:
    """One JSON object a line; what ends an incomplete file is one more, without a line's end."""
    yield from found.each(lambda row: _json(row) + b"\n")
    if found.incomplete:
        yield _json({"incomplete": found.note, "written": found.written, "total": found.total})


def _json(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")


def as_csv(found: CountedRows) -> Iterator[bytes]:
    """CSV with a byte-order mark (Excel reads Persian only with it), every cell quoted.

    An incomplete file ends in a line that says so in its first cell, parted from the rows by a bare LF.
    """
    yield b"\xef\xbb\xbf" + _line(COLUMNS)
    yield from found.each(lambda row: _line(cells_of(row)))
    if found.incomplete:
        yield _line(_noted(found)).replace(b"\r\n", b"\n")


def _noted(found: CountedRows) -> list[str]:
    return [found.note, *[""] * (len(COLUMNS) - 1)]


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


def as_xlsx(found: CountedRows) -> Iterator[bytes]:
    """A workbook, right to left, all cells text; an incomplete one says so in a last row."""

    def last(full: bool) -> list[str] | None:
        if full:
            found.cut("a workbook holds no more: take CSV")
        return _noted(found) if found.incomplete else None

    return workbook("رصد", COLUMNS, found.each(cells_of), last)


def stream(found: CountedRows, form: Format) -> Iterator[bytes]:
    """The rows in a format; afterwards `found` says whether the file is whole."""
    writers = {"jsonl": as_jsonl, "csv": as_csv, "xlsx": as_xlsx}
    return writers[form](found)
