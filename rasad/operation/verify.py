"""Whether evidence, records and index agree: every WARC record's digests, captures against records,
articles against documents."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from rasad.archive.models import Article, Capture, Job
from rasad.archive.warc import WarcMissingError, WarcStore
from rasad.search.engines.interface import Engine

_KEPT = 20  # examples of each fault
_TOLD = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource


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


def check_warcs(folder: Path, report: VerifyReport) -> dict[str, set[int]]:
    """Read every record, check its block and payload digests; returns the offsets that may be captured."""
    places: dict[str, set[int]] = {}
    for path in sorted([*folder.glob("*.warc.gz"), *folder.glob("*.warc.gz.open")]):
        name = path.name.removesuffix(".open")
        report.saw("warc_files")
        found = places.setdefault(name, set())
        try:
            for offset, told, sound in _records(path):
                report.saw("records")
                if told:
                    found.add(offset)
                if not sound:
                    report.fault("bad_digest", f"{name}:{offset}")
        except (OSError, ValueError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            report.fault("unreadable", f"{name}: {error}")
    return places


def _records(path: Path) -> Iterator[tuple[int, bool, bool]]:
    """(offset, can be a capture's record, digests agree) of each record."""
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=False):
            sound = "WARC-Block-Digest" not in record.headers or record.verify_block_digest(consume=False)
            response = record.record_type == WarcRecordType.response
            if sound and response and "WARC-Payload-Digest" in record.headers:
                record.parse_http()
                sound = record.verify_payload_digest(consume=False)
            yield record.stream_pos, bool(record.record_type & _TOLD), bool(sound)


def check_captures(
    store: WarcStore, places: dict[str, set[int]], report: VerifyReport, *, deep: bool = True
) -> None:
    """Every capture has its record, and (deep) the record's body is the one that was seen."""
    rows = Capture.objects.order_by("warc", "offset").only("warc", "offset", "sha256", "revisit_of_id")
    for row in rows.iterator():
        id_, warc, offset = row.id, row.warc, row.offset
        report.saw("captures")
        if offset not in places.get(warc, ()):
            report.fault("capture_without_record", f"capture {id_}: {warc}:{offset}")
            continue
        if deep and row.revisit_of_id is None:
            try:
                body = store.read(warc, offset)
            except (WarcMissingError, OSError, ValueError) as error:
                report.fault("capture_unreadable", f"capture {id_}: {error}")
                continue
            if row.sha256 and body.payload_sha256 != row.sha256:
                report.fault("capture_differs", f"capture {id_}: {warc}:{offset}")


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
