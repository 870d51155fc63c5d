"""Whether evidence, records and index agree: every WARC record's digests, captures against records,
articles against documents."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from rasad.archive.identity import text_hash
from rasad.archive.models import Article, Capture, Correction, Job, Version
from rasad.archive.warc import DecodingError, WarcMissingError, WarcStore
from rasad.archive.warc.reader import parse_warc_date
from rasad.archive.warc.records import warc_date
from rasad.archive.warc.writer import OPEN
from rasad.operation.verification.warcs import UNFINISHED, RecordFacts, check_file
from rasad.search.engines.interface import Engine

Field = Correction.Field
_KEPT = 1_000  # places named of each kind of fault; all are counted
_TEXT_FIELDS = (Field.TITLE, Field.KICKER, Field.LEAD, Field.BODY)
RENDERED = "resource"
RENDER_TIME = timedelta(hours=1)  # far longer than a page may take in the browser
_NOTHING = hashlib.sha256(b"").hexdigest()
#: Records that a capture may point at, by file and place.
Places = dict[str, dict[int, RecordFacts]]


@dataclass
class VerifyReport:
    """Counts of what was looked at, and examples of each fault."""

    counts: dict[str, int] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def saw(self, name: str, number: int = 1) -> None:
        """Count something."""
        self.counts[name] = self.counts.get(name, 0) + number

    def fault(self, kind: str, what: str) -> None:
        """Count a fault; the first of a kind are kept as examples."""
        self.saw(kind)
        known = self.faults.setdefault(kind, [])
        if len(known) < _KEPT:
            known.append(what)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check_warcs(folder: Path, report: VerifyReport) -> Places:
    """Read every record and check its digests; returns those that may be captured, by file and place."""
    places: Places = {}
    for path in sorted([*folder.glob("*.warc.gz"), *folder.glob(f"*.warc.gz{OPEN}")]):
        name = path.name.removesuffix(OPEN)
        report.saw("warc_files")
        found = places.setdefault(name, {})
        try:
            for one in check_file(path):
                if one.problem == UNFINISHED and path.name.endswith(OPEN):
                    report.saw("unfinished_records")  # its writer is in the midst of it, or died there
                    continue
                report.saw("records")
                if one.facts is not None and one.facts.may_be_captured:
                    found[one.offset] = one.facts
                if one.problem:
                    report.fault("bad_record", f"{name}:{one.offset}: {one.problem}")
        except OSError as error:
            report.fault("unreadable", f"{name}: {error}")
    return places


def check_captures(store: WarcStore, places: Places, report: VerifyReport, *, deep: bool = True) -> None:
    """Every capture has its record, agrees with it, and (deep) its body is the one that was seen."""
    for row in Capture.objects.order_by("warc", "offset").defer("hint").iterator():
        report.saw("captures")
        where = f"capture {row.pk}: {row.warc}:{row.offset}"
        facts = places.get(row.warc, {}).get(row.offset)
        if facts is None:
            report.fault("capture_without_record", where)
            continue
        for problem in _disagreements(row, facts):
            report.fault("capture_differs", f"{where}: {problem}")
        if deep and row.revisit_of_id is None:
            _check_body(store, row, where, report)


def _disagreements(row: Capture, facts: RecordFacts) -> list[str]:
    """What a capture's row says otherwise than its record."""
    found = []
    if row.length != facts.length:
        found.append(f"length {row.length} is not {facts.length}")
    if facts.status is not None and row.status != facts.status:
        found.append(f"status {row.status} is not {facts.status}")
    if row.final_url != facts.url[: Capture._meta.get_field("final_url").max_length]:
        found.append(f"address {row.final_url[:200]} is not {facts.url[:200]}")
    if not _is_of(row.fetched_at, facts):
        found.append(f"time {warc_date(row.fetched_at)} is not {facts.date}")
    if row.address != facts.address:
        found.append(f"server {row.address} is not {facts.address}")
    return found


def _is_of(fetched_at: datetime, facts: RecordFacts) -> bool:
    """Whether a record is of that time; what a browser made of a page is written after its answer came."""
    if facts.kind != RENDERED:
        return warc_date(fetched_at) == facts.date
    try:
        return timedelta(0) <= parse_warc_date(facts.date) - fetched_at < RENDER_TIME
    except WarcMissingError:  # it has no date
        return False


def _check_body(store: WarcStore, row: Capture, where: str, report: VerifyReport) -> None:
    """Compare a body with the digest of what was seen.

    Where nothing was read of an answer (its encoding was torn or a bomb; older releases: any error page that
    a feed's address answered), the digest is that of nothing, and the record's own digests guard the bytes.
    """
    try:
        digest = store.read(row.warc, row.offset).payload_sha256
    except DecodingError as error:
        digest = _NOTHING
        report.saw("bodies_that_do_not_decode")
        if row.sha256 not in ("", digest):
            report.fault("capture_differs", f"{where}: {error}")
        return
    except (WarcMissingError, OSError, ValueError) as error:
        report.fault("capture_unreadable", f"{where}: {error}")
        return
    unread = row.sha256 == _NOTHING and not 200 <= row.status < 300
    if row.sha256 and row.sha256 != digest and not unread:
        report.fault("capture_differs", f"{where}: another body than was seen")


def check_rows(report: VerifyReport) -> None:
    """No row refers to one that is gone, and (where numbers tell it) no capture's row is missing.

    PostgreSQL holds references itself, and its numbers have gaps where a transaction was undone.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        for table, rowid, parent, _ in cursor.fetchall():
            report.fault("row_without_its_other", f"{table} {rowid}: its row of {parent} is gone")
        newest = "SELECT seq FROM sqlite_sequence WHERE name = %s"
        cursor.execute(newest, [Capture._meta.db_table])
        row = cursor.fetchone()
    last = int(row[0]) if row else 0
    if Capture.objects.count() == last:
        return
    expected = 1
    for key in Capture.objects.order_by("pk").values_list("pk", flat=True).iterator():
        for missing in range(expected, key):
            report.fault("capture_missing", f"capture {missing}")
        expected = key + 1
    for missing in range(expected, last + 1):
        report.fault("capture_missing", f"capture {missing}")


def check_texts(report: VerifyReport) -> None:
    """Every version has the text that its hash was made of; every article the one of its newest version.

    Not so an article whose text staff have corrected.
    """
    newest: dict[str, str] = {}
    for row in Version.objects.order_by("number", "pk").iterator(chunk_size=200):
        report.saw("versions")
        newest[row.article_id] = row.text_hash
        if row.text_hash != text_hash(row.text):
            report.fault("version_differs", f"version {row.number} of article {row.article_id}")
    corrected = Correction.objects.filter(article=OuterRef("pk"), field__in=_TEXT_FIELDS)
    for article in Article.objects.exclude(Exists(corrected)).order_by("arrival").iterator(chunk_size=200):
        if not _is_whole(article, newest.get(article.pk, "")) and not _is_whole_now(article.pk):
            report.fault("article_differs", article.pk)


def _is_whole(article: Article, newest: str) -> bool:
    return text_hash(article.text) == article.text_hash == newest


def _is_whole_now(key: str) -> bool:
    """Looked at again: it may have been edited, or taken down, since its versions were read."""
    with transaction.atomic():
        article = Article.objects.filter(pk=key).first()
        version = Version.objects.filter(article=key).order_by("-number").first()
    return article is None or (version is not None and _is_whole(article, version.text_hash))


def check_index(index: Engine, report: VerifyReport) -> None:
    """Every article is indexed as it stands, and nothing else is; what waits for its stage is no fault."""
    indexed = dict(index.revisions())
    report.saw("documents", len(indexed))
    waiting = set(
        Job.objects.filter(stage__in=(Job.Stage.INDEX, Job.Stage.STORY)).values_list("subject", flat=True)
    )
    for id_, revision in Article.objects.values_list("id", "revision").iterator():
        report.saw("articles")
        found = indexed.pop(id_, None)
        if id_ in waiting:
            report.saw("articles_on_their_way")
        elif found is None:
            report.fault("article_not_indexed", id_)
        elif found != revision:
            report.fault("article_indexed_as_it_was", f"{id_}: {found} is not {revision}")
    for id_ in indexed:
        report.fault("document_without_article", id_)
